//! Fire and smoke.

use super::super::{
    Class::{
        Burnable, Burner, BurnerFlame, Burning, BurningSmell, Ceiling, Collapse, Crackle, Down, Electric, Fire, Flames,
        Glow, Harmless, HeatSource, Inhaled, Named, Neutral, Outward, Overheat, Past, PastVerb, Place, Pouring,
        SetPoint, Smell, Smoke, SmokeDetector, Smoker, Sparks, Sweltering, Transparent,
    },
    Meaning,
};

pub(super) const MEANINGS: &[Meaning] = &[
    (&[Fire, Overheat], "on fire"),
    (
        &[Fire],
        "fire, caught fire, catching fire, catches fire, caught on fire, a fire, theres fire, there is fire, see fire, \
         saw fire, says fire, fire coming, fire in, fire inside, house fire, attic fire, kitchen fire, \
         grease fire, in flames, up in flames, burning down, house is burning, fire fire, exploded, explosion, \
         exploding, fire shooting, small fire, fire broke out, is burning up, ablaze, engulfed, fire now, \
         fire in the, fire in my, fire at, is on fire, on fire now, are on fire, chimney fire, dryer fire, \
         furnace fire, closet fire, a fire in, a fire at, a fire now, set on fire, burst into flames, \
         lit up in flames, burning up the, its burning, its on fire, something is on fire, something on fire, \
         fires, big fire, little fire, flash fire, catch fire, fire started, fire is, burned down, fuego, \
         its a fire, says theres a fire, i see fire, spitting fire, blew fire, a blazing, on fired, is burning, \
         are burning, is catching, are catching, houses burning, somethings on fire",
    ),
    (&[Fire, Sparks], "electrical fire"),
    (
        &[Neutral],
        "is|are|its burning through|oil|gas|wood|propane|fuel|clean|blue|fine|money|more, isnt on fire, arent on fire, not on fire, wasnt on fire, aint on fire, fire inspection, fire inspections, fire inspector, fire damper, fire dampers, fire hazard, fire alarm panel, \
         a fire place, a fireplace, a fire pit, a fire extinguisher, a fire inspection, a fire sale, \
         a fire drill, a fire damper, a fire marshal, fire up, fires up, fire off, fire department, \
         fire marshal, fire station, on fire station, under fire, fire in the fireplace, \
         a fire going in the fireplace, a fire in the fireplace, a fire hazard, light a fire, start a fire, \
         fire insurance, wont fire, smoking deal, burned out, burnt out, burning hot, burning through, \
         wood burning, burning wood, burning gas, electrical panel, electrical bill, electrical work, \
         spark plug, spark plugs, spark igniter, spark ignition, no spark, not sparking, fire engine, \
         fire truck, fire sale, like a house on fire, smoking hot, smokin hot, smoking deal, play with fire, playing with fire, fire trucks, fire hydrant, fire chief, fire chiefs, fire escape, fire code, fire codes, \
         fire door, fire doors, fire place, fire pit, fire extinguisher, fire sprinkler, fire sprinklers, \
         fire watch, fire rated, fire hall, fire safety, fire prevention, fire wood, fire ants, fire damage, \
         fire sauce, fire tv, fire stick, fire season, fire academy, fire hose, fire house, fire company, \
         fire insurance company, friendly fire, you are fired, fire sale, fire restoration, fire and safety, \
         fire dept, fire log, fire logs, fire table, fire logo, forest fire, forest fires, wildfire, wild fire, \
         wildfires, brush fire, prairie fire, house fire last, camp fire, campfire, hot fire sauce, fire proof, \
         fire off the, fire right up, fire lane, fire line, fire department inspection, for the fire place, \
         fire drills, fire island, fire creek, fire station number, fire glass, fire and ice, light my fire, \
         ring of fire, play with fire, feet to the fire, on fire this, fire me, fire him, fire you, fire them, \
         fired, your ad is fire, pilot flame, decorative fireplace, burning question, burn rate, burning money, \
         burn through, burns through, money to burn, burning daylight, burn off, burning off, burns off, \
         burn out, slow burn, heartburn, crash and burn, burned by, burn a hole, sunburn, burned me, side burns, \
         hot plastic toy, burning oil, burns oil, burns wood, burns gas, burns propane, burn wood, \
         burning pellets, burn pellets, rubber gasket, rubber gaskets, plastic cover, thermostat wires, \
         thermostat wire, thermostat wiring, wiring diagram, run wires, electrical box, electrical contractor, \
         electrical permit, electrical engineer, electrical heat, electrician, freezer burn, ashley burns, \
         burns street, burns avenue, for a smoke, smoking ribs, smoking brisket, ears are burning, \
         burning a hole in my, putting out fires, put out fires, putting out a fire, other fire, \
         burning bush, burning man, no ones been shocked, sparks flew between, sparks between, smokey point, \
         smoky mountains, smokey mountains, smokey the bear, church of the holy flame, burning through cash, \
         burning calories, burning the candle, burned the candle, firehouse, fireside, old flame, flame grilled, \
         burning love, burning desire, fire sign, flames hockey, calgary flames, fire under, light a fire under, \
         baptism by fire, through fire, fire in the belly, fire up the, fan the flames, fire drill at, \
         fire away, hang fire, your ads fire",
    ),
    (
        &[Flames],
        "flame, flames, flame thrower, flamin, a flame, big flames, open flame, open flames, blaze, flaming, \
         embers, blown off by flame, blew the door, door blew off, door of the heater blew, ball of fire, \
         fire came out, fire comes out, fire out, fire shot, orange flicker, orange glow, fire on the roof, \
         fire at me, glow that, ball of flame",
    ),
    (&[Burner, BurnerFlame, HeatSource], "pilot"),
    (
        &[BurnerFlame],
        "burner, burners, igniter, ignitor, yellow, orange, blue, low, goes out, go out, proving, rollout, \
         flame out, burner flame, pilot light, pilots, lazy, flicker, nice and blue, too small, too low, \
         too high, look, looks, color, flame color, should be, logs, stove top",
    ),
    (&[BurnerFlame, Down], "keeps going out"),
    (
        &[Smoke],
        "smoke, smoky, smokey, smokes, smokin, smoke coming, smouldering, smoked up, smoke filled, smoky haze, \
         is smoking, filling with smoke, full of smoke, filled with smoke, billowing, smelling smoke, \
         smelled smoke, white smoke, black smoke, gray smoke, smoke is, smoke pouring, smoke everywhere, haze, \
         hazy",
    ),
    (&[Overheat, Smoke], "smoking"),
    (&[Burning, Smoke], "smolder, smoldering"),
    (
        &[Smoker],
        "i smoke, we smoke, he smokes, she smokes, they smoke, smoke free, non smoking, no smoking, smoker, \
         smokers, smoke cigarettes, smokes cigarettes, quit smoking, smoking section, smoke test, smoke outside, \
         smokes outside, cigarette smoke, smoke shop, smokehouse, barbecue smoke, bbq smoke, wildfire smoke, \
         smoke damage, holy smokes, smokes out, smoke tree, smoke pit, smoke ring, smoked meat, smoked brisket, \
         smoked turkey, brisket, bbq, barbecuing, grilling, smokers on, smokes like, smoke break, chain smokes, \
         chain smoke, smoke a, up in smoke, smoke and mirrors, smoke signals, smoke in here, no smoking unit, \
         smoke bomb, dry ice, fog machine, holy smoke, blow smoke, blowing smoke up, where theres smoke, \
         firewood, incense, vape, vaping, cigar, bonfire, burnt toast, burned toast, toast, toaster, bacon, \
         burning dinner, burned dinner, burnt dinner, burning leaves, leaves, turkey, wood fire, \
         neighbors are burning, smoke outside from",
    ),
    (&[Burning, Inhaled], "burning, burns"),
    (
        &[Burning, Overheat],
        "burnt, melted plastic, scorched, singed, charred, fried, burnt up, burned up, turning brown",
    ),
    (
        &[Burning],
        "hot plastic, burned plastic, electrical, on the verge of burning, burnt rubber, hot wires, scorch, \
         toasted, fryin, burnin, char, hot wire, acrid, burn, burnt plastic, burned wires, burned rubber, \
         burnt hair, burning metal, burned wiring, hot electrical, plastic burning, rubber burning, \
         wires burning, wire burning, overheated electrical, plastic, rubber, like wires, like plastic, \
         like rubber, burned electronics, fishy electrical, ozone, catching, charring, smokier, \
         something is cooking inside, somethings cooking in, like a hot iron, popcorn burning, burnt popcorn, \
         caught from, just caught, caught on the, somethings cooking inside",
    ),
    (&[Burning, Glow, Overheat], "melting, melted"),
    (&[Burning, Overheat, Sweltering], "overheating, scorching"),
    (
        &[BurningSmell],
        "burning rubber, something burning, burning smell, burned smell, burnt smell, burning odor, \
         electrical smell, electrical odor, burning plastic, burning wires, burning wire, smokey smell, \
         smoke smell, scorching smell, scorched smell, burnt wires, burning electrical, electrical burning, \
         burning hair, something is burning, somethings burning, burning plastic smell, burnt odor, \
         melting plastic, burning electrical smell, electrical burning smell, hot electrical smell, burny smell, \
         burning dust plastic, bern ing smell, burning smile, burning smells, burning motor, smoky smell",
    ),
    (&[Burning, Inhaled, Overheat, PastVerb], "burned"),
    (
        &[Sparks],
        "spark, sparks, sparked, arced, got shocked, shocked me, shocks me, zapped me, got zapped, \
         wires are melting, wires melting, wires melted, outlet melted, melted wires, melting wires",
    ),
    (&[Overheat, Sparks], "sparking, arcing"),
    (&[Collapse, Sparks], "electrocuted"),
    (&[Crackle, Fire], "blew up"),
    (&[Fire, Flames], "fireball"),
    (&[Burning, Fire], "burning inside, still burning, cooking itself, burning up, barbecuing itself"),
    (&[BurnerFlame, Smoker], "candle, grill, barbecue"),
    (&[BurnerFlame, Crackle], "flickering"),
    (
        &[Outward],
        "shooting out of, coming out of, rolling out, rolled out, rolls out, out of the, out the front, \
         out the top, out the bottom, out the door, out the side, out the back, leaping, jumping, jumps out, \
         jumped out, licking, licks out, out of my, coming off, shoot out, shot out, shoots out, shooting up, \
         shooting from, flew out, blew out, blowing out of, came out, comes out, come out, out the vents, \
         out the vent, out of, behind the, around the outside, up the wall, on the outside, \
         where there shouldnt, everywhere in, outside the burner, out the bottom of, on the floor, \
         out back in the, came out of, came out at",
    ),
    (&[Outward, Pouring], "coming up, flying out"),
    (&[Outward, Transparent], "coming from"),
    (
        &[BurningSmell, Smell],
        "smell smoke, smells like smoke, smell burning, smell of burning, smells of burning, smells burnt, \
         smells burned, smells like burning, smells like its burning, smell like burning, smells scorched, \
         smelling burnt, smelling burning, smells smoky",
    ),
    (&[Crackle, Smoker], "fireworks"),
    (&[Overheat, Smoker], "frying"),
    (&[Burner, Harmless, HeatSource, Smoker], "wood stove"),
    (&[Burning, Electric], "wires, wiring, electronics"),
    (&[SmokeDetector], "smoke detector is, smoke alarm is, fire alarm is, smoke thing, smoke tector, smokes detector"),
    (
        &[Harmless],
        "dusty smell, dust burning, burning dust, burning off dust, burning off the dust, burnt dust, \
         dust smell, smells like dust, first time this year, first time this season, first time this fall, \
         first of the season, start of the season, first day of heat, when it first comes on, \
         when it first starts, went away, it went away, its gone, was gone, gone now, goes away, cleared up, \
         cleared out, fine now, is normal, thats normal, normal smell, every fall, every year, season smell, \
         for a second, for a minute, once or twice, for no reason, then stopped, then it stopped, then quit, \
         then it quit, and quit, and stopped, it stopped, the other day, once a minute, every minute, \
         every thirty seconds, every sixty seconds, every forty seconds, every so often, once in a while, \
         now and then, every few minutes, low battery, a battery, new battery, the batteries, wants a battery, \
         needs a battery, battery is low, chirps once, chirped once, beeped once, one chirp, off and on, \
         on and off last, a while, last night, yesterday, earlier, earlier today, the other night, not sure, \
         i dont know, dont know, not certain, maybe not, keeping up fine, pretending, just want the record, \
         smells like cinnamon, batterys low",
    ),
    (&[Down, Harmless], "is gone"),
    (&[Burning, Sweltering], "blazing"),
    (
        &[Named],
        "coffee shop, elementary, elementary school, high school, middle school, salon, diner, auto body, \
         law firm, gnome, plaza, condos, school for, apartments on, pub, tavern, steakhouse, pizzeria, bakery, \
         gallery, tattoo, hostel, market",
    ),
    (
        &[Past],
        "rebuilt, since rebuilt, sealed it, last visit, hurricane, in the hurricane, the news said, news said, \
         once working, i said no, so i moved, never again, once and, when i was young, when i was younger, \
         when i was in school, when i was growing up, my old landlord",
    ),
    (&[SetPoint], "nice, perfect, best ac, needs to be, wine room"),
    (&[Harmless, SetPoint], "keeping up"),
    (
        &[Burnable],
        "curtain, curtains, carpet, rug, blanket, blankets, couch, sofa, bed, mattress, filter, wood, paper, \
         christmas tree, tree, box, boxes, clothes, towel, towels, wallpaper, siding, deck, chair, pillow, \
         laundry, lint, grease",
    ),
    (&[Burnable, Electric], "insulation"),
    (&[Burnable, Ceiling, Place], "drywall"),
    (&[Burnable, Place], "floor, wall"),
];
