//! Grammar: denials, the past, questions and names.

use super::super::{
    Class::{
        Hypothetical, Named, Negator, Neutral, Past, PastVerb, Present, Question, Service, Statement, Subject,
        Transparent,
    },
    Meaning,
};

pub(super) const MEANINGS: &[Meaning] = &[
    (
        &[Negator],
        "no, not, dont, doesnt, didnt, isnt, arent, wasnt, werent, havent, hasnt, hadnt, never, nobody, none, \
         without, neither, cant, cannot, couldnt, aint, zero, nothing, no longer, free of, dont think its, \
         dont think i, dont think we, dont think theres, dont think there is, dont think that its, \
         dont believe its, dont believe theres, dont believe i, doubt its, doubt theres, no sign of, \
         no signs of, no hint of, not talking about, nor, nobodys, noone, not any, aint no, don, dont think, \
         dont think so, wont, never had, never have, never has, rule out, ruled out, instead of, rather than, \
         hardly",
    ),
    (
        &[Neutral],
        "no idea, no clue, no doubt, no question, no kidding, no joke, no lie, no wonder, no matter, no thanks, \
         no one, not positive, not kidding, not joking, not only, not just, not good, not normal, not right, \
         not going away, not an emergency, dont understand, dont care, dont want to, dont mean to, didnt know, \
         cant stop, cant stand, cant believe, cant tell, cant figure, wont go away, doesnt go away, didnt stop, \
         isnt going away, hasnt stopped, hasnt gone away, never stops, never stopped, nothing but, no hot water, \
         no power, no electricity, not to mention, why not, cant get rid of, not long ago, not supposed to, \
         dont wait, cant wait, cant get, couldnt be worse, cant be good, not safe, not sure what, not sure if, \
         no more than, i dont know what to do, i dont know what, i dont know if, i dont know why, i dont know where, i dont know how, dont know if, dont know what, dont know whether, dont know why, dont hang up, \
         dont put me on hold, not trying to, not gonna lie, not to be, no way to, no end, wont quit smelling, \
         cant handle, cant take it, cant deal, cant come out, cant get out, wont let up, never smelled, \
         never seen, aint right, isnt right, isnt normal, shouldnt be, not supposed to be, cant find the leak, \
         cant find where, cant shut the, at once, at once and, all at once, not a drill, not a test, isnt a test, isnt a drill, aint a drill, no lie its, no good, not feeling, not feeling well, \
         not feeling good, dont feel good, dont feel well, dont feel right, doesnt feel good, not doing good, \
         not doing well, not well, not happy, cant sleep, cant be late, no one is, no power and, dont have time, \
         cant afford, dont like, cant open, couldnt get it off, didnt work, didnt help, not an exaggeration, \
         dont need a tune up",
    ),
    (
        &[Transparent],
        "a, an, the, any, anything, of, or, like, to, actual, actually, strong, real, really, obvious, weird, \
         funny, strange, bad, visible, noticeable, major, kind, sort, type, kinda, have, has, having, hear, \
         hearing, see, seeing, detect, notice, noticed, noticing, get, getting, got, feel, sense, experiencing, \
         at all, my, our, current, currently noticing, calling about, calling for, reporting, to report, report, \
         about, issue, issues, problem, problems, sign, signs, hint, evidence, concern, concerns, worried about, \
         thats, going on, active, nearby, that kind of, from, any kind of, any sort of, seem to, appear to, \
         slight, in, from the, of any, any kind, any type, either, particular, specific, coming, or any, in my, \
         be, be any, kind of a, one of those, one of them, as far as i can tell, whatsoever",
    ),
    (&[Present, Transparent], "been, currently"),
    (
        &[Past],
        "channel two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen, been redone, redone, \
         big freeze, remember when, remember that time, remember the time, year|winter|summer before last, \
         last year, last years, last winter, last summer, last month, last fall, last spring, last season, \
         last christmas, last thanksgiving, years ago, year ago, months ago, month ago, a while ago, \
         a while back, awhile back, awhile ago, long time ago, decades ago, summers ago, winters ago, \
         years back, back in, used to, previously, in the past, previous owner, previous owners, one time, \
         before we moved, before i moved, at my old, my old house, our old house, my last house, \
         my old apartment, my previous, already fixed, was fixed, got fixed, been fixed, got it fixed, \
         had it fixed, were fixed, was repaired, got repaired, been repaired, taken care of, took care of, \
         all clear, a false alarm, was resolved, been resolved, my neighbor had, my neighbors had, neighbor had, \
         neighbors had, on the news, in the news, read about, in a movie, heard about, my friend had, \
         my sister had, my brother had, three weeks ago, a week ago, few weeks ago, couple weeks ago, \
         last time you, last time, back then, once before, years before, when we moved in, when i bought, \
         when we bought, before the, that was, it was fixed, you fixed, you guys fixed, yall fixed, they fixed, \
         he fixed, fixed it, got that fixed, all fixed, all good now, all better, everything is fine, \
         everything is fine now, its fine now, working fine, works fine, works great, running great, \
         running fine, is fixed, was handled, handled it, was a bad battery, was the battery, just the battery, \
         changed the battery, changed the batteries, replaced the battery, dead battery, bad battery, \
         came out and fixed, came out and found, found nothing, found no leak, no leak found, plumber fixed, \
         plumber took care, gas company fixed, capped it, shut it off and fixed, neighbors house, \
         neighbors place, next door had, down the street had, a friend of mine had, a friend had, my cousin had, \
         my boss had, my coworker had, my uncle had, my aunt had, as a kid, when i was little, when i was a kid, \
         growing up, i saw on, saw on the news, saw a video, saw on tv, on tv, the tv, movie, a movie, facebook, \
         youtube, tiktok, nextdoor, i read, i heard, article, documentary, in march, in january, in february, \
         in april, in may, in june, in july, in august, in september, in october, in november, in december, \
         twenty nineteen, twenty twenty, twenty eighteen, twenty twenty one, back when, over with, \
         the old furnace, old house, old furnace, old unit, disclosure, history of, insurance claim, \
         insurance wants, false alarm, turned out to be, turned out it was, turns out it was, it was just, \
         was just a, was just the, everythings fine, everythings fine now",
    ),
    (&[PastVerb, Transparent], "had"),
    (&[PastVerb], "was, did, fixed, repaired, replaced, found, came, happened, wasnt really"),
    (
        &[Present],
        "now, right now, still, again, at the moment, keeps, keep, this morning, this evening, this afternoon, \
         is, are, theres, there is, theyre, starting, started, suddenly, lately, recently, right now its, \
         just just now, for days, all day, all night, all morning, since, since this morning, since yesterday, \
         since last night, every time, whenever, doing it now, happening, come quick, please hurry, hurry, help, \
         asap, urgent, emergency, immediately, what do i do, what should i do now, whats that, today, \
         again right now, right this minute",
    ),
    (&[Subject], "i, you, they, it, can, could, do, does, id, ive, weve, its, also, somebody, someone"),
    (
        &[Hypothetical],
        "what do i do if, what do we do if, what do you do if, what should i do if, what should we do if, \
         what would i do if, what to do if, how do i know if, how do i tell if, how would i know if, \
         how do you know if, how will i know if, in case of, in case there is, in case theres, in case we ever, just in case, if i ever, if we ever, \
         if you ever, if there is ever, if theres ever, if there ever, should i ever, in the event of, \
         what are the signs of, if theres a, if there is a, if i had a, if my, if the, what happens if, suppose, \
         supposing, imagine a|if|theres, let us say, lets say, hypothetically, in theory, for instance, someday, so it doesnt, so it dont, \
         so that it doesnt, so we dont, dont want it to, dont want any, before it leaks, before it floods, \
         in case, in case the, in case it, in case my, in case we, to prevent, prevents, prevent, prevention, \
         preventing, preventive, preventative, worry about, worries about, worried it might, afraid of, \
         scared of, to avoid, just to be safe, peace of mind, just a drill, only a drill, this is a drill, its a drill, having a drill, test call, just testing, \
         this is a test, only a test, just a test, its a test, training, report for school, class project, essay, could an, can a furnace, could a, \
         does a, do they, would a, is it possible for, how likely, chance of, whats a, what is a, what does a, \
         what are, how does a, how do you know, how do you tell, how would i know, how can you tell, \
         how to tell, myth, signs of, symptoms of, risk of, danger of, dangers of, thiss a test",
    ),
    (
        &[Service],
        "include, includes, included, part of, tune up, tuneup, tune ups, maintenance, annual, yearly, routine, \
         inspection, inspections, inspect, offer, offers, install, installs, installing, installation, sell, \
         leak check, leak checks, leak test, leak testing, leak detection, leak search, leak inspection, \
         do you test, do you check, test for, testing, certificate, certified, come with, comes with, \
         new detector, replace, replacement, replacing, buy, how many, cleaning, clean, checkup, check up, \
         annual service, service plan, maintenance plan, plan, membership, quote for, estimate for, schedule a, \
         set up a time, new unit, new system, upgrade, add a, put in a, put in, put one in, hook up, hookup, \
         run a line, detector installed, detectors installed, certificate of, permit, inspector, coupon, \
         special, discount, financing, rebate, licensed, insured, certify, recommend, brand, model, referral, \
         refer, how many detectors, sell me, order, ordering, purchase, purchasing, shopping, bid, bids, \
         pricing, duct cleaning, odor treatment, recall, recalled, leak sensor, dispenser, design, contractor, \
         restoration, restore, company that, company, cover, covered, coverage",
    ),
    (
        &[Question],
        "can you check for, could you check for, do you check for, do you look for, how much to fix, how much to, \
         does your plan, does the plan, do you fix, do you all, do you guys, do you install, do you handle, do you carry, do you stock, \
         do you rent, do you do, do you work, do you service, do you sell, do you repair, do you refer, \
         do you have, can you match, can you adjust, can you install, can a, how would i, how do i, how can i, \
         what should i, what would, would that, would it, how often, do i need, is it true, what does, \
         whats the difference, how much, quote, a quote, price, estimate, policy, asking about, wondering, \
         do you offer, do you clean, do you inspect, do you deal, do you know, do you take, do you charge, \
         do you come, do your techs, do yall, does your, are your, are you, is there a, is there an, whats your, \
         what is your, what kind of, what would it cost, what do you charge, how long, how old, how come, \
         where do, who do i, can you explain, could you explain, can i ask, curious, question about, \
         quick question, i have a question, had a question, was wondering, can you tell me, could you tell me, \
         difference between, is it normal, is it okay, is it ok, is it worth, would you recommend, will you, \
         will a, will the, do they make, cost to, does it cost, cost extra, free estimate, estimates, quotes, \
         do you guys do, do you guys sell, do you guys install, do you guys service, do you guys repair, \
         do you guys offer, are you guys",
    ),
    (&[Hypothetical, Question], "can an, what if"),
    (
        &[Named],
        "my name is, name is, names, first name, last name, is called, called, street, lane, drive, road, \
         avenue, boulevard, business is, spelled, looking for, my last name, last name is, first name is, im mr, \
         im mrs, mr, mrs, miss, ms smith, court, circle, way, place, highway, hwy, route, parkway, trail, \
         terrace, apartment number, suite, spell, spells, spelling, that is spelled, with a k, with an e, as in, with an a, with a b, with a c, with a d, with an f, with a g, with an h, with an i, with a j, with \
         an l, with an m, with an n, with an o, with a p, with a q, with an r, with an s, with a t, with a u, \
         with a v, with a w, with an x, with a y, with a z,  \
         e r, subdivision, complex, next to the, next door to, across from, across from the, down from the, \
         behind the gas station, past the, turn left, turn right, turn at, corner of, intersection, landmark, \
         near the, by the fire, by the gas, by the church, cafe, grille, brewery, auto, autos, barber shop, \
         baptist, church of, brothers, and sons, llc, inc, corporation, email, at gmail, gmail, dot com, \
         username, website, town of, city of, village of, texas, nevada, river, creek, springs, ridge, hills, \
         county, band, song, team, football, game, book, thats spelled",
    ),
    (&[Named, Past], "novel"),
    (
        &[Statement],
        "i have a, we have a, theres a, there is a, ive got a, weve got a, i got a, we got a, got a, listen, \
         because theres, because there is, theres also, also theres, i think we have a, i think i have a, \
         i think theres a, i think there is a, there was a loud, its got a, having a",
    ),
    (&[Present, Statement], "as we speak"),
];
