//! Heating, cooling and people at risk.

use super::super::{
    Class::{
        Burner, CoolSource, Down, Freezing, HeatSource, Indoors, Named, NoCooling, NoHeat, Outdoors, Person, Place,
        Present, Question, Rupture, Service, SetPoint, Subject, Sweltering, Thing, Transparent, Vulnerable,
    },
    Meaning,
};

pub(super) const MEANINGS: &[Meaning] = &[
    (
        &[NoHeat],
        "no heat, no heating, without heat, without heating, without a heater, without a furnace, lost heat, \
         lost our heat, lost my heat, dont have heat, dont have any heat, havent had heat, not getting heat, \
         not getting any heat, isnt any heat, not putting out heat, not putting out any heat, no hot air, \
         no warm air, not warming up, wont warm up, isnt heating, doesnt heat, cold in the house, cold in here, \
         house is cold, house is freezing, cold in my house, heats out, heat is out, heat is off, heat went out, \
         heat quit, heats gone, heat is gone, no heed, no heet, no heater, out of heat, aint got no heat, \
         aint got heat, got no heat, aint no heat, heats off, heats been out, heats been off, heat has been out, \
         heat is broken, heats broke, cant get warm, cant stay warm, cant keep warm, wont come up, \
         wont get warm, wont get above, wont go above, isnt getting warm, isnt warming up, not getting warm, \
         cold house, stone cold, heat out, heats dead, heat died, heats quit, heats down, heat stopped, \
         without any heat, no central heat, no warmth, heat goes out, heat dont work, heat doesnt work, \
         heat wont come on, heat wont turn on, heat not working, heats not working, heat isnt working, \
         heat aint working, furnace out, furnace is out, furnace quit, furnace died, furnace went out, \
         furnace is dead, furnish quit, furnish is out, heater out, heater is out, heater quit, heater died, \
         heater went out, heater broke, heaters out, heaters broke, heaters not working, boiler is down, \
         boilers down, boiler quit, boiler is out, boilers out, no boiler, house like ice, house is like ice, \
         like a meat locker, like a refrigerator, freezing in my, freezing in the, shes freezing, hes freezing, \
         they are freezing, freezing my, wearing coats, in our coats, in coats, in my coat, wearing my coat, \
         under blankets, sleeping in coats, cold inside, no hit, lost the heat, heating is out, heating is off, \
         heating not working, heatings off, heatings out, no heating at all, running the oven, oven for heat, \
         oven to stay warm, oven door open, need heat, no heat at all, wont heat up, getting cold fast, \
         house is getting cold, its getting cold, getting colder, houses cold, houses freezing, heats broken, \
         furnaces out, furnaces dead, furnishs out, houses like ice, houses getting cold",
    ),
    (&[Down, NoHeat], "not heating, wont heat, heat off"),
    (
        &[NoCooling],
        "no ac, no a c, no air, no air conditioning, no air conditioner, no cooling, no cool air, no cold air, \
         without ac, without a c, without air, without air conditioning, without cooling, not cooling, \
         isnt cooling, wont cool, doesnt cool, not blowing cold, isnt blowing cold, not blowing cold air, \
         isnt blowing cold air, not cold air, blowing hot air, dont have ac, dont have air, lost our ac, \
         lost ac, hot in here, hot in the house, house is hot, air is out, air went out, air quit, air died, \
         airs out, airs off, air is off, air is broke, air is broken, airs broke, airs dead, air has been out, \
         airs been out, air aint working, air isnt working, air not working, air stopped, air conditioning out, \
         air conditioning is out, air conditioner out, air conditioner quit, ac out, ac is out, acs out, \
         acs dead, ac is dead, ac died, ac quit, ac went out, ac broke, acs broke, ac is broke, ac is broken, \
         ac down, ac is down, acs down, ac has been out, acs been out, a c is out, a c quit, a sea is out, \
         a sea quit, no a sea, ac blowing hot, ac is blowing hot, ac not working, acs not working, \
         ac isnt working, ac aint working, aint got no air, got no air, aint got no ac, got no ac, no cold, \
         dont cool, aint cooling, wont get cool, wont cool down, doesnt get cool, not getting cool, not cold, \
         cant cool, cant get cool, without any ac, without the ac, hot inside, really hot, sweating, \
         were sweating, hot upstairs, its boiling, boiling, boiling upstairs, no central air, airs not working, \
         air went off, air conditioning quit, air conditioning died, no relief from the heat, lost the air, \
         lost cooling, lost our cooling, just blows hot, nothing is cold, so hot in here, hot air out, \
         no a c in, hot as heck, houses hot, airs broken, air conditionings out, acs broken, a cs out, \
         a seas out, acs blowing hot, nothings cold",
    ),
    (&[Down, NoCooling], "blowing warm air, blowing warm, blowing hot"),
    (
        &[Burner, HeatSource],
        "furnace, furnaces, furnice, heater, heaters, boiler, boilers, heating, heating system, heating unit, \
         radiator, radiators, generator, fireplace, space heater, furnish, furnance, wall heater, floor furnace, \
         pellet stove, oil burner, kerosene heater, gas log, garage heater, unit heater, heet, fur nest, \
         fur ness, fernace, my for nest, the for nest, my for nuss, the for nuss, my for ness, the for ness, \
         my fur nuss, the fur nuss",
    ),
    (
        &[HeatSource],
        "heat, heat pump, heating element, heat pumps, hvac, rooftop unit, package unit, radiant, \
         baseboard heat, electric heat",
    ),
    (
        &[CoolSource],
        "ac, a c, ac unit, acs, air conditioner, air conditioning, airconditioner, air conditioners, air con, \
         cooling, condenser, central air, air handler, mini split, evaporative cooler, swamp cooler, aircon, \
         a sea, a sea unit, window unit, window units, the air, our air, my air, air unit, portable unit, \
         ac system, chiller, minisplit, mini splits, rooftop units, condenser unit, outside unit, outdoor unit, \
         outside fan, air conditioning unit, walk in cooler, walk in freezer, walk in, ac in my, hvac unit, \
         air conditioned, unit outside, evap cooler",
    ),
    (
        &[Down],
        "not working, isnt working, aint working, wasnt working, doesnt work, dont work, stopped working, \
         quit working, quit on me, quit, died, dead, broke down, is out, is down, went out, goes out on, \
         gone out, wont turn on, wont start, wont come on, wont kick on, wont stay on, wont run, not turning on, \
         not coming on, not kicking on, not starting, not running, not lighting, doesnt turn on, doesnt come on, \
         doesnt start, blowing cold, blowing cold air, blows cold, blows cold air, shut off, shut down, \
         shuts off, shutting off, conked out, kaput, on the fritz, on the blink, acting up, stopped, \
         stop working, out, down, crapped out, failed, is off, cant get it to come on, never came on, been off, \
         off since, are off, done quit, gave out, gave up, packed up, packed in, isnt on, wont fire up, \
         wont ignite, not firing, locked out, shot, aint running, aint coming on, croaked, bit the dust, \
         isnt doing anything, not doing anything, aint doing nothing, keeps shutting off, block of ice, \
         no longer works, dont turn on, dont come on, isnt running, isnt coming on, isnt working right, \
         is broke, broke on me, been out, been down, has been out, has been off, went down, gave up the ghost, \
         cut out, kicked out, not on, wont work, not work, no working, not worked, hasnt worked, quit again, \
         blowing cool, blows cool, wont keep up, cant keep up, not keeping up, on the blank, keeps quitting, \
         isnt and, just blinks, isnt working anymore, not answering the thermostat, clicks but, wont fix, \
         wont fix the, wont come on and",
    ),
    (&[Down, Rupture], "broke"),
    (
        &[Vulnerable],
        "baby, babies, newborn, new born, infant, infants, toddler, toddlers, preemie, elderly, old lady, \
         old man, old woman, senior, senior citizen, seniors, grandparents, great grandmother, nursing home, \
         hospice, oxygen, on oxygen, dialysis, chemo, chemotherapy, cancer, pregnant, expecting, disabled, \
         disability, handicapped, wheelchair, bedridden, asthma, asthmatic, copd, heart condition, \
         heart problem, heart problems, heart failure, medical condition, medical equipment, ventilator, ms, \
         multiple sclerosis, stroke, immunocompromised, sick child, sick kid, sick baby, sick kids, sick wife, \
         sick husband, wife is sick, husband is sick, mother is sick, son is sick, daughter is sick, \
         dad is sick, mom is sick, kid is sick, is really sick, is very sick, is ill, very ill, \
         just had surgery, small children, small kids, little kids, young children, young kids, little ones, \
         special needs, alzheimers, dementia, paralyzed, diabetic, babys, newborns, new borns, new baby, \
         brand new baby, preemies, premature, twins, triplets, little one, little baby, four kids and a, foster, \
         daycare, day care, childcare, preschool, child care, kindergarten, elderly people, elderly mother, \
         old folks, old folk, old people, old couple, older lady, older woman, older man, older couple, aged, \
         retirement home, retirement, assisted living, memory unit, memory wing, memory ward, memory floor, senior apartments, senior living, senior center, \
         senior housing, seniors building, group home, care home, home care, memory care, adult family home, \
         nursing facility, skilled nursing, rehab, shelter, halfway house, hospital bed, patients, clients, \
         granddad, gramps, nana, nanna, mamaw, papaw, meemaw, pawpaw, memaw, mawmaw, abuela, abuelo, abuelita, \
         grammy, grandad, grandmas, grandpas, grannys, great aunt, great grandma, great grandpa, granddaughter, \
         grandson, in his eighties, in her eighties, in his nineties, in her nineties, in his seventies, \
         in her seventies, in their eighties, in their seventies, in their nineties, in my eighties, \
         in my seventies, nineties year old, on dialysis, home dialysis, dialysis machine, insulin, diabetes, \
         diabetics, insulin getting, type one, oxygen machine, oxygen tank, oxygen tanks, oxygen concentrator, \
         concentrator, breathing machine, breathing treatment, breathing treatments, nebulizer, nebuliser, cpap, \
         bipap, vent patient, trach, tracheostomy, feeding tube, feeding pump, iv, picc line, pacemaker, \
         life support, lvad, on a vent, heart monitor, apnea monitor, medical device, medical devices, \
         medical machine, home health, home nurse, hospice patient, hospice care, terminally ill, end of life, \
         lung disease, lung cancer, emphysema, cystic fibrosis, bad lungs, bad heart, heart disease, \
         heart surgery, open heart surgery, heart patient, congestive heart, transplant, kidney, kidney failure, \
         kidneys, sickle cell, lupus, parkinsons, als, lou gehrigs, cerebral palsy, muscular dystrophy, \
         spina bifida, quadriplegic, paraplegic, quadraplegic, autistic, autism, epilepsy, epileptic, raynauds, \
         bed ridden, bedbound, bed bound, wheel chair, in a wheelchair, cant walk, cant get out of bed, \
         handicap, invalid, blind, down syndrome, pneumonia, bronchitis, covid, the flu, fever, rsv, \
         sick in bed, home sick, just had a baby, just had the baby, had a baby, just got out of the hospital, \
         out of the hospital, home from the hospital, came home from the hospital, recovering from, recovering, \
         post op, surgery, had surgery, just had an operation, months pregnant, weeks pregnant, high risk, \
         due any day, preggo, really ill, radiation, chemo treatments, on chemo, immune system, \
         immune compromised, immunosuppressed, compromised immune, cancer patient, brain injury, stroke patient, \
         tb, ms patient, shivering, shaking, cant stop shaking, cant stop shivering, hands are blue, blue lips, \
         fingers are blue, cant feel my feet, cant feel my hands, heat sensitive, heat intolerance, \
         service member disabled, disabled vet, disabled veteran, burn victim, wont eat, children are cold, \
         kids are cold, kids are freezing, babies are cold, baby is cold, panting, frail, eighty something, \
         old mom, old dad, old mother, old father, homebound, home bound, shut in, live alone, lives alone, \
         by herself, by himself, senior citizens, vets home, medicine, medication, fall out, dehydrated, \
         home hospice, i am old, im old, knew born, grandbaby, grandbabies, got out the hospital, \
         out the hospital, kids are dropping, cooks are sick, dogs are down, guy went down, twins that are, \
         two months and, months and, week old baby, the twins, dropping like flies, bedridden and, c section, \
         hip replacement, knee replacement, no legs, amputee, amputated, veteran, cast, broken hip, broken leg, \
         oxygen dependent, lung transplant, on a ventilator, nicu, hospice nurse, caregiver, caretaker, \
         home aide, health aide, cold to the touch, cold to touch, mentally disabled, rheumatoid, arthritis, \
         thyroid, anemia, stage four, stage three, month old baby, day old baby, month old son, \
         month old daughter, wifes sick, husbands sick, mothers sick, sons sick, daughters sick, dads sick, \
         moms sick, kids sick, babys cold",
    ),
    (&[Person, Vulnerable], "grandmother, grandfather, grandma, grandpa, granny"),
    (
        &[Freezing],
        "freezing, freezin, frozen pipes, pipes are frozen, pipes freezing, below zero, sub zero, subzero, \
         below freezing, blizzard, ice storm, snowing, snow storm, snowstorm, hypothermia, freezing cold, \
         ice cold, frozen, froze, froze up, pipes are going to freeze, pipes will burst, pipes bursting, \
         pipe froze, pipes freeze, lines froze, water froze, water lines froze, ice box, icebox, negative, \
         minus, arctic, arctic blast, cold snap, polar vortex, hard freeze, freeze warning, single digits, \
         single digit, in the teens, low teens, mid teens, in the twenties, low twenties, in the thirties, \
         low thirties, in the forties, low forties, mid forties, upper forties, high forties, the twenties, \
         the thirties, twenties at night, thirties at night, twenties outside, teens outside, teens tonight, \
         twenties tonight, thirty something, forty something, twenty something, frost bite, snow, snowed in, \
         foot of snow, feet of snow, winter storm, ice storms, icy, blizzard outside, brutal out, bitter cold, \
         bitterly cold, deathly cold, dangerously cold, extremely cold, cold as ice, cold as a, brutally cold, \
         blue from, fingers are numb, toes are numb, nor easter, noreaster, noridgeaster, zero out, four above, \
         its zero, snowing and, no heat and zero, deep freeze",
    ),
    (
        &[Freezing, NoHeat],
        "pipes froze, pipes will freeze, see my breath, see our breath, no furnace, house is an icebox, \
         like an icebox, like a freezer, freezing in here, freezing inside, were freezing, we are freezing, \
         im freezing, freezing to death, see your breath, seeing my breath, frozen solid inside, \
         ice on the inside, ice inside, frost on the inside, toilet froze, toilet is frozen, toilets frozen, \
         dog bowl froze, turning blue from cold, pipes are freezing, pipes are gonna freeze, pipes gonna freeze, \
         stay warm in one bed, trying to stay warm, ice in the sink, cold as a well digger, ice in the toilet, \
         pipes are already freezing, froze in the kitchen, bowl froze, water bowl froze, bowl has ice, \
         milk is freezing, milks freezing, colder in here than, colder inside than, freeze to death, \
         teeth are chattering, coats and hats, warmer than the house, frozen in the bathroom, tank is freezing, \
         lines just froze, starting to freeze, pipes are starting to freeze, burning furniture, ice in the dog, \
         in the cold, sitting in the cold, freezing and, pregnant and freezing, an icebox, like an ice box, \
         fish tank is freezing, lines just froze up, lines froze up, houses an icebox, tanks freezing, \
         fish tanks freezing",
    ),
    (
        &[NoCooling, Sweltering],
        "sweltering, boiling in here, heat stroke, heatstroke, heat exhaustion, burning up in here, \
         like an oven, like a sauna, roasting, hot as an oven, roasting in here, dying of heat, dying in here, \
         house is an oven, its an oven, an oven in here, a sauna in here, suffocating, burning up in this, \
         baking, baking in here, were baking, hot as blazes, hot as hell, hot as hades, cooking in here, \
         melting in here, stifling, sweltering in here, oppressive, hotter inside than, hotter in here than, \
         houses an oven",
    ),
    (
        &[Sweltering],
        "heat wave, heatwave, boiling hot, unbearable, unbearably hot, dangerously hot, extreme heat, \
         triple digits, hundred something, in the nineties, in the nineties inside, high nineties, \
         upper nineties, low nineties, in the hundreds, over a hundred, over one hundred, triple digit, \
         heat advisory, heat warning, excessive heat, sun stroke, heat dome, hundred degrees, hundred degree, \
         hundred and, hundred out, blistering, scorching hot, sweating buckets, sweating through, \
         drenched in sweat, dripping sweat, cant breathe its so hot, passing out from heat",
    ),
    (&[Place, Thing], "house, home, building, unit, apartment"),
    (&[HeatSource, Thing], "system"),
    (&[Thing], "ductwork system, tractor, car, truck, contract"),
    (&[Burner, HeatSource, Place], "heater closet, furnace room, furnace closet"),
    (
        &[Place],
        "basement, attic, closet, kitchen, bedroom, living room, hallway, garage, crawlspace, crawl space, \
         vents, register, registers, walls, utility room, laundry room, mechanical room, trailer, office, room, \
         bathroom, my unit, cabinet, stairwell, boiler room, vince, grate, vestibule, classroom, school, shop, \
         store, cellar",
    ),
    (&[Place, Vulnerable], "nursery"),
    (&[Named, Place], "church, restaurant"),
    (&[Service, Thing], "warranty"),
    (&[Down, Freezing], "frozen up"),
    (&[Subject, Vulnerable], "ill"),
    (&[Freezing, Vulnerable], "hypothermic"),
    (&[Sweltering, Vulnerable], "heat rash, ninety something"),
    (&[Freezing, Outdoors], "wind chill, windchill"),
    (&[Outdoors, Sweltering], "heat index"),
    (&[Indoors, Transparent], "inside"),
    (
        &[Indoors],
        "in this house, in this place, in this apartment, in the babys room, and dropping, and falling, \
         dropping, and climbing, and rising, house is, house is at, house is down to, house is at like, \
         thermostat says, thermostat reads, thermostat is at, thermostat shows, thermostat just says, \
         thermostat is reading, on the thermostat, inside temp, inside temperature, indoor temp, \
         indoor temperature, temp is, temperature is, temp in here, down to, dropped to, fell to, in there, \
         inside my, inside the, room temp, gotten down to, got down to, got up to, in the sanctuary, \
         in the classroom, hovering at, sitting at, stuck at, it says, says, room is, rooms is, apartment is, \
         warehouse is, kitchen is, up there, thermometer says, thermometer, den, apartments, kids room, \
         kennel is, living room is, bedroom is, nursery is, unit is at, read, going up, tops out at, houses at, \
         houses down to, houses at like, thermostats at, thermostats reading, units at",
    ),
    (
        &[Outdoors],
        "outside, out there, out here, outdoors, overnight, with the windchill, degrees out, in the forecast",
    ),
    (&[Outdoors, Present], "tonight"),
    (
        &[SetPoint],
        "set, set at, set it at, set it to, set to, set for, keep it at, keep it, kept at, like it, likes it, \
         leave it at, leave it, when were away, when we are away, comfortable, prefer, wants it, want it, \
         turn it to, turn it down to, turn it up to, bump it, schedule, program, lock it, lock the, range, \
         between, rated, comfy, we like, hold at, ideal, its a comfortable, at a comfortable",
    ),
    (&[Question, SetPoint], "should i"),
    (
        &[Person],
        "mom, dad, mother, father, wife, husband, sister, brother, son, daughter, aunt, uncle, moms, dads, \
         mothers, fathers, sons, daughters, my mom, my dad, my mother, my father, kid, lady, girl, boy, \
         little girl, little boy, neighbor, neighbors, tenant, customer",
    ),
    (&[Person, Subject], "she, he, shes, hes, im, man, woman"),
];
