//! Carbon monoxide.

use super::super::{
    Class::{
        Backdraft, CarbonMonoxide, Chirping, CoDetector, Collapse, Crackle, Detector, Down, Everyone, Flue, FlueFault,
        Fumes, HeatExchanger, Indoors, Inhaled, Inward, Neutral, Outward, Overheat, PastVerb, Person, Place, Pouring,
        Quiet, SmokeDetector, Smoker, Soot, Sounding, Subject, Symptom, Transparent, Vulnerable,
    },
    Meaning,
};

pub(super) const MEANINGS: &[Meaning] = &[
    (
        &[CarbonMonoxide],
        "carbon monoxide, carbon monoxid, carbon monoxcide, carbon manoxide, carbon dioxide, carbon oxide, \
         carbon mono, monoxide, monoxide poisoning, carbon monoxide poisoning, carbon monoxide leak, \
         carbon monoxide levels, carbon monoxide reading, co poisoning, c o poisoning, co leak, c o leak, \
         co2 leak, co levels, co level, c o levels, co reading, co readings, high co, car bon monoxide, \
         carmen monoxide, carbon monocle, carbon mono oxide, carbon monoxyde, carbon monixide, carbon minoxide, \
         carbonmonoxide, monoxid, monocside, h co, silent gas, silent killer, cobb monoxide, carbon monoxide is, \
         carbon monoxide in, carbon monoxide from, co in, co from, c o in, co at, co is, carbon in the house, \
         carbon poisoning, co ppm, co alarm reading, high carbon monoxide, carbon monoxide high, \
         carbon my knocks side, mon oxide, carbon something, leaking co, p p m, poison gas, poisoned, \
         getting poisoned, being poisoned, poisoning us, poisoned by",
    ),
    (
        &[CoDetector],
        "carbon monoxide detector, carbon monoxide detectors, carbon monoxide alarm, carbon monoxide alarms, \
         carbon monoxide monitor, carbon monoxide sensor, carbon dioxide detector, carbon dioxide alarm, \
         monoxide detector, monoxide detectors, monoxide alarm, monoxide alarms, monoxide sensor, co detector, \
         co detectors, co alarm, co alarms, co monitor, co sensor, co meter, co thing, carbon monoxide thing, \
         monoxide thing, co2 detector, co2 detectors, co2 alarm, co2 alarms, co2 monitor, co2 sensor, \
         c o detector, c o detectors, c o alarm, c o alarms, c o2 detector, c o 2 detector, c o 2 alarm, \
         co 2 detector, co 2 alarm, carbon detector, carbon alarm, carbon mono detector, see oh detector, \
         see oh alarm, sea oh detector, seo detector, seo alarm, nest protect, seal detector, carbon thing, \
         carbon monocle detector, c oh alarm, c oh detector, seo monitor, ceo alarm, ceo detector, ceo monitor, \
         carbon monocle alarm, carbon mono oxide alarm, carbon mono oxide detector, car bon monoxide alarm, \
         car bon monoxide detector, carmen monoxide alarm, carmen monoxide detector, carbon monoxide unit, \
         co meters, c o meter, c o monitor, c o sensor, carbon sensor, carbon monitor, monoxide monitor, \
         monoxide meter, c o thing, sea oh alarm, c o tector, carbon monoxide tester, combo alarm, \
         combo detector, combination alarm, combination detector, monoxide tector, carbon monoxide plug in, \
         co plug in, co one, carbon monoxide one, carbon detectors, carbon alarms, carbon monoxide reader, \
         co box, carbon monoxide box, siren for carbon monoxide, koh alarm, coh alarm, \
         carbon mo noxide detector, co panel, c o panel, monoxide panel, carbon monoxide panel, carbon one, alarm for that, seo tector, monoxide thing on",
    ),
    (
        &[Detector],
        "detector, detectors, alarm, alarms, monitor, sensor, beeper, siren, sirens, the detector, alarm thing, \
         plug in alarm, ceiling alarm, wall alarm, first alert, kidde",
    ),
    (&[SmokeDetector], "smoke detector, smoke alarm, fire alarm, fire alarms, smoke detector battery"),
    (&[SmokeDetector, Smoker], "smoke detectors, smoke alarms"),
    (
        &[Neutral],
        "burglar alarm, security alarm, house alarm, car alarm, alarm clock, alarm company, alarm system, \
         door alarm, float alarm, pump alarm, water alarm, high water alarm, septic alarm, water detector, \
         leak detector, water sensor, motion sensor, motion detector, flame sensor, temperature sensor, \
         outdoor sensor, baby monitor, tornado alarm, low battery alarm, float sensor, thermostat sensor, \
         freezer alarm, pressure sensor, been a headache, a real headache, such a headache, a huge headache, \
         the headache of, sick of, sick and tired, co pay, co op, co owner, co worker, co workers, \
         co workers name, co signer, co pays, co2 tank, co2 cartridge, and co, tornado siren, alarm code, \
         alarm panel, alarm guy, set my alarm, alarm permit, fire panel, set an alarm, alarm for work, \
         ring camera, alarm went off on my phone, monitor the, car sensor, sensor for the thermostat, \
         tire sensor, phone alarm, phones alarm, reads zero, reading zero, says zero, shows zero, \
         alarm clock is, my alarm for, burglar alarm is, vent cover",
    ),
    (
        &[Sounding],
        "going off, goes off, gone off, go off, sounding, sounds off, ringing, screaming, blaring, shrieking, \
         wailing, screeching, tripping, tripped, triggered, activated, in alarm, set off, says danger, \
         says evacuate, flashing, red, lit up, reading, readings, high, elevated, detected, detecting, detects, \
         picked up, picking up, says there is, saying there is, wont quit, going crazy, going nuts, been going, \
         keeps on going, goes off every, hollering, squealing, squawking, shrill, yelling, alarming, hooting, \
         whooping, in the red, shows, is red, blinking, blinking red, sounds, gong off, goin off, go in off, \
         gone off again, set it off, sets off, setting off, loud, wont hush, wont quiet, been screaming, \
         been sounding, been going off, showing numbers, lighting up, says move to fresh air, move to fresh air, \
         going of, went of, screamed, keep going off, keeps going off, alarmed, says two hundred, picking it up, \
         starts up, woke us up, yelling at her",
    ),
    (
        &[CarbonMonoxide, Sounding],
        "ppm, parts per million, says carbon monoxide, says c o, says co, carbon monoxide detected, co detected",
    ),
    (&[Down, PastVerb, Sounding], "went off"),
    (&[PastVerb, Sounding], "sounded"),
    (&[Pouring], "wont stop"),
    (&[Neutral, Sounding], "doesnt stop, wont shut up, keeps going"),
    (
        &[Chirping],
        "chirp, chirps, chirping, chirped, beep, beeps, beeping, beeped, peeping, chipping, chirpin, beepin, \
         beep beep, bleeping, pinging, peeps, four beeps, four times",
    ),
    (&[Chirping, Crackle], "buzzing"),
    (
        &[Symptom],
        "headache, headaches, head ache, head aches, heads hurt, head hurts, heads are hurting, \
         head is pounding, heads are pounding, migraine, migraines, dizzy, dizziness, nauseous, nauseated, \
         nausea, queasy, fainting, threw up, puking, feel sick, feeling sick, feels sick, felt sick, \
         getting sick, makes us sick, making us sick, making me sick, makes me sick, are all sick, is sick, \
         are sick, feel funny, feel weird, feel drowsy, drowsy, so sleepy, short of breath, feel weak, \
         feeling weak, flu like, splitting headache, swimmy head, swimmy headed, swimmy, foggy, fuzzy headed, \
         groggy, cant think straight, so tired, real tired, puked, barfing, upset stomach, sick to our stomachs, \
         sick to my stomach, sick to their stomach, tummy, wobbly, like jelly, staggering, stumbling, blurry, \
         red cheeks, pounding head, head pounding, heads pounding, keeled over, loopy, feel high, feels drunk, \
         acting drunk, feel dizzy, feels dizzy, feeling dizzy, got sick, been sick, sick all, throwin up, \
         threw up all, is throwing up, headachey, headache all, head hurting, heads hurting, head been hurting, \
         heads been hurting, flu symptoms, like the flu, got the flu, feel terrible, feel awful, feel faint, \
         feeling faint, sluggish, sleepy, nauseas, noxious, dizzy spells, cant keep awake, cant stay awake, \
         falling asleep, feel ill, feeling ill, vomited, vomit, woozy feeling, light in the head, \
         heads spinning, head is spinning, head spinning, lite headed, get sick, get sick to our, making us ill, \
         making my kids sick, making me dizzy, feel better when we go, feel better outside, \
         feel better the minute, feels better outside, fine at work, all feeling real sick, \
         cant hardly stand up, fell off the perch, all feel sick, everybody is sick, breathing exhaust, \
         have the flu, feel like we got, all sick, making us all sick, felt awful, feel better when we, \
         everybodys sick",
    ),
    (&[Inhaled, Symptom], "lightheaded, light headed, feel drunk, hard to breathe"),
    (&[Symptom, Vulnerable], "woozy, pass out, throwing up, vomiting, confused, lethargic"),
    (
        &[Collapse, Symptom],
        "passed out, fainted, blacked out, collapsed, unconscious, unresponsive, wont wake up, cant wake up, \
         cant breathe, trouble breathing, chest hurts, chest pain, chest pains, knocked out cold, out cold, \
         cant get her up, cant get him up, cant wake him, cant wake her, cant wake him up, cant wake her up, \
         cant wake them up, wont open her eyes, wont open his eyes, not waking up, aint waking up, \
         isnt waking up, wont come to, doesnt wake up, not responding, isnt responding, wont respond, \
         hard to wake, hard to wake up, barely conscious, cant be woken, wont wake up right, couldnt wake up, \
         not waking",
    ),
    (&[Collapse, Symptom, Vulnerable], "passing out, wont wake, limp"),
    (
        &[Everyone],
        "we all, all of us, everyone, everybody, whole family, whole house, entire family, both of us, \
         both have, us all, everyones, everybodys, weve been, we are, we were, the kids, our kids, children, \
         family, roommates, were all, we both, weve all, weve both, we are both, we are all, my roommate, \
         employees, staff, customers, students, the dog, my dog, our dog, my cat, the cat, parakeet, canary, \
         guests, tenants, everybody in, everyone in, the whole, the family, my family, all four of us, \
         all three of us, three of us, two of us, four of us, five of us, wife and i, husband and i, us, \
         the baby and, and so does, and so is, and me, too, coworkers, both, all got, all have, we got, we feel, \
         were feeling, we keep, weve got, my parents, my mom and, the guys, grandma and, grandpa and, the girls, \
         the boys, my boys, my girls, wifes, were, two of the guys",
    ),
    (&[Everyone, Person], "my kids, kids, my wife, my husband, my son, my daughter"),
    (&[Pouring, Sounding], "blasting"),
    (&[Indoors, Sounding], "reads"),
    (
        &[Fumes],
        "exhaust smell, exhaust fumes, car exhaust, flue gas, flue gases, combustion gases, combustion gas, \
         diesel fumes",
    ),
    (
        &[Flue],
        "flue, flu pipe, flue pipe, vent pipe, exhaust pipe, exhaust vent, chimney, vent stack, b vent, \
         draft hood, vent connector, pvc vent, pvc pipe, flew pipe, smokestack, smoke stack, flue cap, \
         chimney liner, chimney flue, stove pipe, stovepipe, furnace vent, furnace pipe, double wall pipe, \
         exhaust line, intake pipe, vent to the outside, vent outside, vent is, exhaust duct, vent duct",
    ),
    (
        &[FlueFault],
        "fell off, fallen off, fell down, came apart, come apart, blocked, plugged, plugged up, blocked up, \
         clogged, separated, detached, not connected, rusted through, rusted out, snowed over, buried, \
         birds nest, bird nest, fell apart, falling apart, stopped up, knocked loose, hanging off, \
         off the furnace, iced over, covered in snow, packed with snow, full of snow, rotted, off, clean off, \
         off and, stuffed, rags in, come off, gone, missing, stuck, raccoon, squirrel",
    ),
    (&[Collapse, FlueFault], "crushed"),
    (
        &[HeatExchanger],
        "heat exchanger, heat exchanger cracked, cracked heat exchanger, heat changer, \
         crack in the heat exchanger, cracked exchanger, hole in the heat exchanger, exchanger",
    ),
    (
        &[Inward],
        "coming back in, coming back into, comes back in, backing up, backs up, back up into, back drafts, \
         spilling, spilling out, rolling back, coming into, into the house, into the basement, into my house, \
         into our, into the bedroom, into the room, into the apartment, into the living room, blowing back, \
         blows back, back into, dumping into, blowing into, venting inside, venting into the, vents into, \
         venting in, pouring into, pouring back, coming in, getting in, back inside, drifting in, \
         getting sucked in, sucking in, filling up the house, leaking into, inside the garage, breathing back, \
         coming back down, back at me, right in the house, into my bedroom, venting right in",
    ),
    (&[Backdraft, Inward], "back drafting"),
    (
        &[Indoors, Place],
        "inside the house, in the bedroom, in the house, in my house, in our house, in the home, in my home, \
         in my bedroom, in the living room, in the nursery, in his room, in her room, in my room, in the room, \
         in the kitchen, in my apartment, in the apartment, in the trailer, in the building, in our apartment, \
         in the office, in the store, upstairs, in the basement, in the hallway, in the garage, in my basement, \
         in the attic, in the den, in the closet, downstairs",
    ),
    (&[Inward, Pouring], "dumping, coming down"),
    (&[Backdraft], "backdrafting, backdraft"),
    (&[Soot], "soot, sooty, black dust, black soot, soot marks, sooting, black stuff, black streaks"),
    (&[Overheat, Symptom], "cherry red"),
    (&[Outward, Symptom], "out of it"),
    (&[Symptom, Transparent], "faint"),
    (&[Everyone, Vulnerable], "residents"),
    (&[Everyone, FlueFault], "bird"),
    (&[Everyone, Subject], "people, we"),
    (&[Flue, Place], "vent"),
    (&[Indoors, Inward], "in here, indoors"),
    (
        &[Quiet],
        "is not going off, isnt going off, arent going off, not going off, hasnt gone off, is quiet, its quiet, \
         quiet, light is green, on every floor, tested fine, tested it, are fine, silent now, all green, \
         are quiet, lights green",
    ),
];
