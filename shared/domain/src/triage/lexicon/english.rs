//! English phrases, also as speech recognition mishears them.

use super::{
    Class::{
        Burner, BurnerFlame, Burning, CarbonMonoxide, Chirping, CoDetector, CoolSource, Detector, Down, Eggs, Everyone,
        Fire, Flames, Flood, Freezing, Fumes, Gas, GasAppliance, GasDetector, GasItself, GasPipe, HeatSource, Hiss,
        Hypothetical, Leak, LeftOn, Negator, Neutral, NoCooling, NoHeat, OtherFluid, OtherSmell, Past, PastVerb,
        Pouring, Present, Rupture, Service, Smell, Smoke, SmokeDetector, Smoker, Sounding, Sparks, Subject, Sweltering,
        Symptom, Thing, Transparent, Vulnerable, Water, WaterAppliance,
    },
    Meaning,
};

pub(super) const MEANINGS: &[Meaning] = &[
    // Gas
    (
        &[Smell],
        "smell, smells, smelling, reek, reeks, reeking, stink, stinks, stinking, stinky, smelly, stench, odor, odors, \
         odour, odours, whiff, scent, sniff",
    ),
    (&[Smell, PastVerb], "smelled, smelt, reeked, stunk, stank"),
    (&[Smell, Fumes], "fumes, fume, exhaust, vapors, vapor"),
    (
        &[Gas],
        "gas, gases, gasses, gass, gaz, gassy, gasp, propane, natural gas, butane, methane, mercaptan, sulfur, \
         sulphur, sulfury, sulphury, sulfuric, sulfer, lp gas, gasoline",
    ),
    (&[Eggs], "egg, eggs, eggy, skunk, skunks, skunky, cabbage"),
    (
        &[GasItself],
        "rotten egg, rotten eggs, rotting eggs, rotted eggs, rotten aches, rotten ags, rodent eggs, bad eggs, bad egg, \
         spoiled eggs, old eggs, whale a gas, whale ah gas, wella gas, gas poisoning, theres gas in, there is gas in, gas in the air, gas in the house, gas in my house, \
         gas everywhere, might be gas, could be gas, must be gas, says gas, cant turn off the gas, cant shut off the gas, \
         wont turn off the gas, gas wont shut off, gas wont turn off",
    ),
    (
        &[Leak],
        "leak, leaks, leaking, leakage, leeking, escaping, escapes, leaky, seeping, venting into, coming out, blowing out, filling",
    ),
    (&[Leak, PastVerb], "leaked, escaped"),
    (&[Leak, Pouring], "pouring out, shooting out, spewing, spewing out"),
    (
        &[GasAppliance, HeatSource, Burner],
        "gas furnace, gas furnaces, gas heater, gas heaters, gas heating, gas heat, gas fireplace, gas fire place, gas unit, \
         gas system, gas pack, gas package unit, gas wall heater, gas boiler, propane furnace, propane heater, \
         natural gas furnace, natural gas heater, natural gas heat",
    ),
    (
        &[GasAppliance],
        "gas stove, gas stoves, gas range, gas oven, gas cooktop, gas dryer, gas grill, gas fire pit, gas logs, gas appliance, \
         gas appliances, gas burner, gas burners, gas company, gas bill, gas station, gas mileage, gas prices, gas price, gas hookup, \
         gas powered, gas fired, propane grill",
    ),
    (
        &[GasAppliance, WaterAppliance],
        "gas water heater, gas hot water heater, gas tankless, gas tankless water heater",
    ),
    (
        &[GasPipe, Gas],
        "gas line, gas lines, gas pipe, gas pipes, gas meter, gas main, gas hose, propane tank, \
         propane line, gas piping",
    ),
    (
        &[Rupture],
        "hit, cut, cut through, ruptured, rupture, nicked, broke off, snapped, severed, punctured, struck, cracked, \
         dug into, drilled into, ran over, backed into, busted, sheared",
    ),
    (&[Hiss], "hiss, hisses, hissing, whistling, whooshing"),
    (&[LeftOn], "left, leave, left on, on all night, on all day, still on"),
    (
        &[GasDetector],
        "gas detector, gas alarm, gas sensor, gas monitor, propane detector, propane alarm, methane detector",
    ),
    (
        &[OtherSmell],
        "musty, moldy, mold, mildew, mildewy, moldy socks, dirty socks, socks, dusty, dust, wet dog, dog, dogs, cat, \
         cats, pet, pets, vinegar, paint, sewage, sewer, ammonia, cigarettes, cigarette, weed, pot, cooking, perfume, \
         fresh, sweet, feet",
    ),
    (
        &[OtherFluid],
        "refrigerant, freon, coolant, r22, r 22, r410a, condensate, oil, freon gas, refrigerant gas, coolant gas, \
         refrigerant leak, freon leak, duct, ducts, ductwork, duct leak, air leak, roof, roof leak, drain, drain pan",
    ),
    // Carbon monoxide
    (
        &[CarbonMonoxide],
        "carbon monoxide, carbon monoxid, carbon monoxcide, carbon manoxide, carbon dioxide, carbon oxide, carbon mono, \
         monoxide, monoxide poisoning, carbon monoxide poisoning, carbon monoxide leak, carbon monoxide levels, \
         carbon monoxide reading, co poisoning, c o poisoning, co leak, c o leak, co2 leak, co levels, co level, \
         c o levels, co reading, co readings, high co",
    ),
    (
        &[CoDetector],
        "carbon monoxide detector, carbon monoxide detectors, carbon monoxide alarm, carbon monoxide alarms, \
         carbon monoxide monitor, carbon monoxide sensor, carbon dioxide detector, carbon dioxide alarm, \
         monoxide detector, monoxide detectors, monoxide alarm, monoxide alarms, monoxide sensor, co detector, \
         co detectors, co alarm, co alarms, co monitor, co sensor, co meter, co thing, carbon monoxide thing, monoxide thing, co2 detector, co2 detectors, co2 alarm, \
         co2 alarms, co2 monitor, co2 sensor, c o detector, c o detectors, c o alarm, c o alarms, c o2 detector, \
         c o 2 detector, c o 2 alarm, co 2 detector, co 2 alarm, carbon detector, carbon alarm, carbon mono detector, \
         see oh detector, see oh alarm, sea oh detector, seo detector, seo alarm, nest protect",
    ),
    (&[Detector], "detector, detectors, alarm, alarms, monitor, sensor, beeper"),
    (
        &[SmokeDetector],
        "smoke detector, smoke detectors, smoke alarm, smoke alarms, fire alarm, fire alarms, smoke detector battery",
    ),
    (
        &[Neutral],
        "burglar alarm, security alarm, house alarm, car alarm, alarm clock, alarm company, alarm system, door alarm, \
         float alarm, pump alarm, water alarm, high water alarm, septic alarm, water detector, leak detector, \
         water sensor, motion sensor, motion detector, flame sensor, temperature sensor, outdoor sensor, baby monitor, \
         tornado alarm, low battery alarm, float sensor, thermostat sensor, freezer alarm, pressure sensor",
    ),
    (
        &[Sounding],
        "going off, goes off, gone off, go off, sounding, sounds off, ringing, screaming, blaring, shrieking, \
         wailing, screeching, tripping, tripped, triggered, activated, in alarm, set off, says danger, says evacuate, \
         flashing, red, lit up, reading, readings, ppm, parts per million, high, elevated, detected, detecting, \
         detects, picked up, picking up, says there is, saying there is",
    ),
    (&[Sounding, PastVerb], "went off, sounded"),
    (&[Sounding, Neutral], "wont stop, doesnt stop, wont turn off, wont shut up, keeps going"),
    (&[Chirping], "chirp, chirps, chirping, chirped, beep, beeps, beeping, beeped, buzzing, peeping, chipping"),
    (
        &[Symptom],
        "headache, headaches, head ache, head aches, heads hurt, head hurts, heads are hurting, head is pounding, \
         heads are pounding, migraine, migraines, dizzy, dizziness, lightheaded, light headed, nauseous, nauseated, \
         nausea, queasy, woozy, passed out, passing out, pass out, fainted, fainting, blacked out, collapsed, \
         unconscious, unresponsive, wont wake up, cant wake up, throwing up, threw up, vomiting, puking, \
         feel sick, feeling sick, feels sick, felt sick, getting sick, makes us sick, making us sick, making me sick, \
         makes me sick, are all sick, is sick, are sick, feel funny, feel weird, feel drowsy, drowsy, so sleepy, short of breath, cant breathe, trouble breathing, feel weak, feeling weak, chest hurts, chest pain, chest pains, flu like",
    ),
    (
        &[Everyone],
        "we all, all of us, everyone, everybody, whole family, whole house, entire family, both of us, both have, \
         us all, everyones, everybodys, weve been, we are, we were, the kids, my kids, our kids, kids, children, my wife, my husband, family, roommates, were all, \
         we both, weve all, weve both, we are both, we are all",
    ),
    (
        &[Neutral],
        "been a headache, a real headache, such a headache, a huge headache, the headache of, sick of, sick and tired",
    ),
    // Fire and electricity
    (
        &[Fire],
        "on fire, caught fire, catching fire, catches fire, caught on fire, a fire, theres fire, there is fire, \
         see fire, saw fire, says fire, fire coming, fire in, fire inside, house fire, electrical fire, attic fire, kitchen fire, \
         grease fire, in flames, up in flames, burning down, house is burning, fire fire, exploded, explosion, \
         exploding, fire shooting, small fire, fire broke out, is burning up, ablaze, engulfed",
    ),
    (
        &[Neutral],
        "a fire place, a fireplace, a fire pit, a fire extinguisher, a fire inspection, a fire sale, a fire drill, \
         a fire damper, a fire marshal, fire up, fires up, fire off, fire department, fire marshal, fire station, on fire station, \
         under fire, fire in the fireplace, a fire going in the fireplace, a fire in the fireplace, a fire hazard, \
         light a fire, start a fire, fire insurance, wont fire",
    ),
    (&[Flames], "flame, flames"),
    (
        &[BurnerFlame],
        "pilot, burner, burners, igniter, ignitor, yellow, orange, blue, low, goes out, go out, keeps going out, \
         proving, rollout, no flame, flame out",
    ),
    (&[Smoke], "smoke, smoky, smokey, smokes, smoking, smolder, smoldering"),
    (
        &[Smoker],
        "i smoke, we smoke, he smokes, she smokes, they smoke, smoke free, non smoking, no smoking, smoker, smokers, \
         smoke cigarettes, smokes cigarettes, quit smoking, smoking section, smoke test, smoke outside, smokes outside, \
         cigarette smoke, smoke shop, smokehouse, barbecue smoke, bbq smoke, smoking deal, wildfire smoke, \
         smoke damage, holy smokes",
    ),
    (
        &[Burning],
        "burning, burnt, hot plastic, burned plastic, melting, melted plastic, melted, electrical, scorched, singed, \
         charred, overheating, on the verge of burning, burnt rubber, burning rubber, hot wires",
    ),
    (&[Burning, PastVerb], "burned"),
    (
        &[Neutral],
        "burned out, burnt out, burning up, burning hot, burning through, wood burning, burning wood, burning gas, electrical panel, electrical bill, electrical work",
    ),
    (
        &[Sparks],
        "spark, sparks, sparking, sparked, arcing, arced, electrocuted, got shocked, shocked me, shocks me, zapped me, \
         got zapped, something burning, wires are melting, wires melting, wires melted, outlet melted, melted wires, \
         melting wires, burning smell, burned smell, burnt smell, burning odor, electrical smell, electrical odor, \
         burning plastic, burning wires, burning wire",
    ),
    (&[Neutral], "spark plug, spark plugs, spark igniter, spark ignition, no spark, not sparking"),
    // Water
    (&[Water], "water, waters, h2o"),
    (
        &[Pouring],
        "pouring, pours, poured, gushing, gushes, spraying, sprays, shooting, rushing, streaming, running down, \
         coming through, everywhere, all over, bursting, flowing, filling up, raining down, inches of, \
         gallons of",
    ),
    (
        &[Flood],
        "flooding, flooded, flood, floods, burst pipe, burst pipes, pipe burst, pipes burst, busted pipe, pipe busted, \
         raining inside, raining in my, through the ceiling, ceiling is leaking, ceiling leaking, ceiling is caving, \
         ceiling caved, ceiling is dripping, ceiling fell, ceiling is coming down, soaked the ceiling, underwater",
    ),
    (&[Neutral], "flood light, flood lights, flood zone, flood insurance, flood plain, flooding the market"),
    (
        &[WaterAppliance, Thing],
        "water heater, water heaters, hot water heater, water tank, water bill, water softener, tankless water heater",
    ),
    // Comfort
    (
        &[NoHeat],
        "no heat, no heating, without heat, without heating, without a heater, without a furnace, lost heat, \
         lost our heat, lost my heat, dont have heat, dont have any heat, havent had heat, not getting heat, \
         not getting any heat, isnt any heat, not putting out heat, not putting out any heat, no hot air, no warm air, \
         not warming up, wont warm up, isnt heating, not heating, wont heat, doesnt heat, cold in the house, \
         cold in here, house is cold, house is freezing, cold in my house",
    ),
    (
        &[NoCooling],
        "no ac, no a c, no air, no air conditioning, no air conditioner, no cooling, no cool air, no cold air, \
         without ac, without a c, without air, without air conditioning, without cooling, not cooling, isnt cooling, \
         wont cool, doesnt cool, not blowing cold, isnt blowing cold, not blowing cold air, isnt blowing cold air, \
         not cold air, blowing hot air, blowing warm air, blowing warm, blowing hot, dont have ac, dont have air, \
         lost our ac, lost ac, hot in here, hot in the house, house is hot, air is out, air went out",
    ),
    (
        &[HeatSource, Burner],
        "furnace, furnaces, furnice, heater, heaters, boiler, boilers, heating, heating system, heating unit, \
         radiator, radiators, generator, fireplace, wood stove, space heater",
    ),
    (&[HeatSource], "heat, heat pump, heating element"),
    (
        &[CoolSource],
        "ac, a c, ac unit, acs, air conditioner, air conditioning, airconditioner, air conditioners, air con, cooling, \
         condenser, central air, air handler, mini split, evaporative cooler, swamp cooler, aircon",
    ),
    (
        &[Down],
        "not working, isnt working, aint working, wasnt working, doesnt work, dont work, stopped working, quit working, \
         quit on me, quit, died, dead, broke down, is out, is down, went out, goes out on, gone out, \
         wont turn on, wont start, wont come on, wont kick on, wont stay on, wont run, wont light, not turning on, \
         not coming on, not kicking on, not starting, not running, not lighting, doesnt turn on, doesnt come on, \
         doesnt start, blowing cold, blowing cold air, blows cold, blows cold air, shut off, shut down, shuts off, \
         shutting off, conked out, kaput, on the fritz, on the blink, acting up, stopped, stop working, out, down, \
         crapped out, failed, is off, cant get it to come on, never came on",
    ),
    (&[Down, Rupture], "broke, broken"),
    (
        &[Vulnerable],
        "baby, babies, newborn, new born, infant, infants, toddler, toddlers, preemie, month old, months old, week old, \
         weeks old, elderly, old lady, old man, old woman, senior, senior citizen, seniors, grandmother, grandfather, \
         grandma, grandpa, grandparents, granny, great grandmother, nursing home, hospice, oxygen, on oxygen, dialysis, \
         chemo, chemotherapy, cancer, pregnant, expecting, disabled, disability, handicapped, wheelchair, bedridden, \
         asthma, asthmatic, copd, heart condition, heart problem, heart problems, heart failure, medical condition, \
         medical equipment, ventilator, ms, multiple sclerosis, stroke, immunocompromised, sick child, sick kid, \
         sick baby, sick kids, sick wife, sick husband, wife is sick, husband is sick, mother is sick, \
         son is sick, daughter is sick, dad is sick, mom is sick, kid is sick, is really sick, is very sick, is ill, \
         very ill, just had surgery, small children, small kids, little kids, young children, young kids, little ones, \
         special needs, alzheimers, dementia, paralyzed, diabetic",
    ),
    (
        &[Freezing],
        "freezing, freezin, frozen pipes, pipes are frozen, pipes froze, pipes will freeze, pipes freezing, below zero, \
         sub zero, subzero, below freezing, blizzard, ice storm, snowing, snow storm, snowstorm, see my breath, \
         see our breath, hypothermia, frostbite, freezing cold, turning blue, ice cold",
    ),
    (
        &[Sweltering],
        "sweltering, heat wave, heatwave, boiling hot, boiling in here, heat stroke, heatstroke, heat exhaustion, \
         unbearable, unbearably hot, dangerously hot, extreme heat, burning up in here, like an oven, like a sauna, \
         triple digits, scorching, roasting, overheated",
    ),
    (&[Thing], "house, home, building, unit, system, ductwork system, thermostat"),
    // Grammar
    (
        &[Negator],
        "no, not, dont, doesnt, didnt, isnt, arent, wasnt, werent, havent, hasnt, hadnt, never, nobody, none, without, \
         neither, cant, cannot, couldnt, aint, zero, nothing, no longer, free of, dont think its, dont think i, \
         dont think we, dont think theres, dont think there is, dont think that its, dont believe its, \
         dont believe theres, dont believe i, doubt its, doubt theres, no sign of, no signs of, no hint of, \
         not talking about",
    ),
    (
        &[Neutral],
        "no idea, no clue, no doubt, no question, no kidding, no joke, no lie, no wonder, no matter, no thanks, no one, \
         not sure, not certain, not positive, not kidding, not joking, not only, not just, not good, not normal, \
         not right, not going away, not an emergency, dont know, dont understand, dont care, dont want to, \
         dont mean to, didnt know, cant stop, cant stand, cant believe, cant tell, cant figure, wont go away, \
         doesnt go away, didnt stop, isnt going away, hasnt stopped, hasnt gone away, never stops, \
         never stopped, nothing but, no hot water, no power, no electricity, not to mention, why not, cant get rid of, \
         not long ago",
    ),
    (
        &[Transparent],
        "a, an, the, any, anything, of, or, nor, like, to, actual, actually, strong, real, really, obvious, weird, \
         funny, strange, bad, visible, noticeable, major, kind, sort, type, kinda, have, has, having, \
         been, hear, hearing, see, seeing, detect, notice, noticed, noticing, get, getting, got, feel, sense, \
         experiencing, at all, my, our, current, currently noticing, calling about, calling for, reporting, \
         to report, report, about, issue, issues, problem, problems, sign, signs, hint, evidence, concern, concerns, \
         worried about, thats, going on, active, nearby, that kind of, from, any kind of, any sort of, seem to, \
         appear to, currently, faint, slight, in, from the, coming from",
    ),
    (
        &[Past],
        "last year, last years, last winter, last summer, last month, last fall, last spring, last season, \
         last christmas, last thanksgiving, years ago, year ago, months ago, month ago, a while ago, a while back, \
         awhile back, awhile ago, long time ago, decades ago, summers ago, winters ago, years back, back in, used to, \
         previously, in the past, previous owner, previous owners, when i was, one time, before we moved, \
         before i moved, at my old, my old house, our old house, my last house, my old apartment, my previous, \
         already fixed, was fixed, got fixed, been fixed, got it fixed, had it fixed, were fixed, was repaired, \
         got repaired, been repaired, taken care of, took care of, all clear, a false alarm, was resolved, been resolved, \
         my neighbor had, my neighbors had, neighbor had, neighbors had, on the news, in the news, read about, \
         in a movie, heard about, my friend had, my sister had, my brother had",
    ),
    (&[PastVerb, Transparent], "had"),
    (&[PastVerb], "was, did, fixed, repaired, replaced, found, came, happened, wasnt really"),
    (
        &[Present],
        "now, right now, still, again, today, tonight, at the moment, keeps, keep, this morning, this evening, \
         this afternoon, is, are, theres, there is, theyre, starting, started, suddenly, lately, recently, yesterday, \
         last night, earlier",
    ),
    (
        &[Subject],
        "i, we, you, he, she, they, it, can, could, do, does, ill, id, im, ive, weve, hes, shes, its, also, man, woman, people, somebody, someone",
    ),
    (
        &[Hypothetical],
        "in case of, in case there is, in case theres, in case we ever, just in case, if i ever, if we ever, \
         if you ever, if there is ever, if theres ever, if there ever, should i ever, in the event of, what are the signs of",
    ),
    (
        &[Service],
        "include, includes, included, part of, tune up, tuneup, tune ups, maintenance, annual, yearly, routine, \
         inspection, inspections, inspect, offer, offers, install, installs, installing, installation, sell, \
         leak check, leak checks, leak test, leak testing, leak detection, leak search, leak inspection, do you test, \
         do you check, test for, testing, certificate, certified, come with, comes with, new detector, replace, \
         replacement, replacing, buy, how many",
    ),
];
