//! Gas.

use super::super::{
    Class::{
        Body, Bubbles, Burner, BurnerFlame, Down, Eggs, Everyone, Flue, FlueFault, Fumes, Gas, GasAppliance,
        GasDetector, GasItself, GasPipe, GasTest, Gush, Harmless, HeatSource, Hiss, Hypothetical, Leak, LeftOn, Named,
        Neutral, OtherFluid, OtherSmell, Outward, PastVerb, Place, Pouring, Refrigerant, Rupture, Smell, Smoker,
        Sounding, Unlit, WaterAppliance,
    },
    Meaning,
};

pub(super) const MEANINGS: &[Meaning] = &[
    (
        &[Smell],
        "smell, smells, smelling, reek, reeks, reeking, stink, stinks, stinking, stinky, smelly, stench, odor, \
         odors, odour, odours, whiff, scent, sniff, pong, ponging, pongs, honking of, honks of, niff, niffs, \
         smellin, stinkin, smelling of, smell of, aroma, smeel, esmell, reaks, reek of, whiffs, sniffing, \
         stinks of, stinks like, tastes like, taste, smell like, smells like, smelling like, smells of, smel, \
         smells to high heaven",
    ),
    (&[PastVerb, Smell], "smelled, smelt, reeked, stunk, stank, smelled like, sniffed, stunk up"),
    (&[Fumes, Smell], "fumes, fume, vapors, vapor"),
    (&[Flue, Fumes, Smell], "exhaust"),
    (
        &[Gas],
        "gas can you, gas can someone, gas can somebody, gas can anybody, gas can i, gas can we, gas, gases, gasses, gass, gaz, gassy, gasp, propane, natural gas, butane, methane, mercaptan, sulfur, \
         sulfury, sulphury, sulfuric, sulfer, lp gas, gasoline, gus, gaas, gast, gassed, propain, pro pain, lp, \
         l p, sulfurous, sulphurous, brimstone, odorant, lighter fluid, barbecue tank, bbq tank, \
         leaking lighter, butane lighter, camp stove, egg gas",
    ),
    (
        &[Neutral],
        "sulphur, gas station, electric meter, water meter, power meter, smart meter, light meter, \
         expansion valve, reversing valve, zone valve, water valve, phone line, on the line, \
         line is breaking up, line went dead, on this line, this line, hold the line, land line, bottom line, \
         out of gas, ran out of gas, gas money, gas card, step on the gas, gas tank is empty, pumping gas, \
         getting gas, gas pump, gas stations, gassed up, gas x, natural gas or electric, gas or electric, \
         is it gas, gas or propane, electric or gas, gas line hookup, gas and electric, both gas, \
         gas leak detector, gas leak detection, left side, on the left, left a message, left message, left hand, \
         to the left, left of, left you, left my, left the office, his eggs, my eggs, scrambled eggs, \
         fried eggs, egg farm, egg packing, easter eggs, easter egg, egg plant, egg salad, eggs benedict, \
         chicken eggs, tank out back, tanks out back, nest egg, egg timer, full of hot gas, gas grill pad, full of gas salesman, \
         cooking with gas, hit the gas and, gonna blow a gasket, going to blow a gasket, blow a gasket, blow a gasket if, head gasket, gas can, gas cans, \
         leaf blower, running out of gas, sulfur creek, sulfur springs, sulfur water, sulphur springs, \
         band is called, smelling like roses, smells like roses, gas giant, gas mask, tear gas, \
         gas grill outside, gas leak check, gas leak test, gas leak checks, gas leaks checked, laughing gas, \
         gas lighting, gaslighting, natural gas company, gas range igniter, gas pedal, he still coming, \
         is he still coming, tech still coming, guy still coming, guys still coming, appointment is still, \
         blow a gasket if i, blow a gasket if they, blow a gasket over, blew a gasket, gaskets, lines breaking up, gas tanks empty, bands called, appointments still",
    ),
    (
        &[Eggs],
        "egg, eggs, eggy, skunk, skunks, skunky, cabbage, rotten, rotting, dead skunk, boiled eggs, garlic, \
         cabbagey, spoiled, aigs, egs, hard boiled eggs",
    ),
    (
        &[GasItself],
        "rotten egg, rotten eggs, rotting eggs, rotted eggs, rotten aches, rotten ags, rodent eggs, bad eggs, \
         bad egg, spoiled eggs, old eggs, whale a gas, whale ah gas, wella gas, gas poisoning, theres gas in, \
         there is gas in, gas in the air, gas in the house, gas in my house, gas everywhere, might be gas, \
         could be gas, must be gas, says gas, cant turn off the gas, cant shut off the gas, \
         wont turn off the gas, gas wont shut off, gas wont turn off, rot neggs, rotten nags, rotten legs, \
         rotten neggs, rotton eggs, rotten x, rotten necks, rotten ex, rotting egg, gas smell, gas odor, \
         gas leak, gas leek, gas leeks, gas leaking, gas leakin, gas fumes, raw gas, unburned gas, \
         gas is leaking, gas is escaping, gas is coming out, filling with gas, filled with gas, leaking gas, \
         leak of gas, gassy smell, gas is hissing, gas hissing, hissing gas, gas blowing, blowing gas, \
         propane leak, propane smell, leaking propane, bad egg smell, rotten egg smell, rotten eggs smell, \
         gas build up, gas buildup, gonna blow, going to blow up, is about to blow, could blow up, \
         got hit with gas, guess leak, stench of gas, gas pouring, gas is pouring, gas coming out, \
         gas coming from, gas comes out, gas still coming, gas is still coming, theres gas coming, cloud of gas, \
         guess lick, gas lick, gas lake, gas league, gas link, gash leak, gass leak, sulfur smell, gas in here, \
         it is gas in, gas reading, gas for sure, thats gas, definitely gas, gas line is broke, gas line broke, \
         gas line is broken, hole in the gas, whiff of gas, odor of gas, odor of propane, gas line is leaking, \
         gas line leaking, gas pipe is leaking, gas pipe leaking, gas valve is leaking, gas valve leaking, \
         gas meter is leaking, gas meter leaking, gas cock on the heater, gas line is cut, leaking gas line, \
         broken gas line, ruptured gas line, busted gas line, cut gas line, broken gas pipe, gass leaking, \
         gass escaping, gass coming out, gass hissing, gass pouring, gass still coming, its gas in, \
         gas lines broke, gas lines broken, gas lines leaking, gas pipes leaking, gas valves leaking, \
         gas meters leaking, gas lines cut",
    ),
    (
        &[Leak],
        "leak, leaks, leaking, leakage, leeking, escaping, escapes, leaky, seeping, venting into, coming out, \
         blowing out, leekin, leakin, leekage, leaks out, leaked out, leak out, leek, leeks",
    ),
    (&[Leak, Pouring], "filling, spewing, spewing out"),
    (&[Leak, PastVerb], "leaked, escaped"),
    (&[Gush, Leak, Pouring], "pouring out"),
    (&[Leak, Outward, Pouring], "shooting out"),
    (
        &[Burner, GasAppliance, HeatSource],
        "gas furnace, gas furnaces, gas heater, gas heaters, gas heating, gas heat, gas fireplace, \
         gas fire place, gas unit, gas system, gas pack, gas package unit, gas wall heater, gas boiler, \
         propane furnace, propane heater, natural gas furnace, natural gas heater, natural gas heat, gas logs",
    ),
    (
        &[GasAppliance],
        "gas stove, gas stoves, gas range, gas oven, gas cooktop, gas dryer, gas grill, gas fire pit, \
         gas appliance, gas appliances, gas burner, gas burners, gas company, gas bill, gas mileage, gas prices, \
         gas price, gas hookup, gas powered, gas fired, propane grill, gas generator, gas key, gas account, \
         gas bills, gas piping permit, gas line install, gas line run, run a gas line, new gas line, \
         gas line installed, add a gas line, extend the gas line, move the gas line, gas line for a, \
         gas line to the, gas line for my",
    ),
    (
        &[GasAppliance, WaterAppliance],
        "gas water heater, gas hot water heater, gas tankless, gas tankless water heater",
    ),
    (
        &[Gas, GasPipe],
        "gas line, gas lines, gas pipe, gas pipes, gas meter, gas main, gas hose, propane tank, propane line, \
         gas piping, gas valve, gas regulator, propane regulator, gas flex line, gas supply line, gas connector, \
         gas shutoff, gas tank, propane valve, gas cylinder, propane cylinder",
    ),
    (
        &[Rupture],
        "cut, cut through, ruptured, rupture, nicked, broke off, snapped, severed, punctured, struck, cracked, \
         dug into, drilled into, ran over, backed into, sheared, backed over, backed up into, ran into, rammed, \
         hits, knocked off, knocked over, dug up, clipped, sliced, tore, torn, pulled, pulled off, bumped, \
         crashed into, smashed, bent, kinked, popped off, came off, come loose, came loose, disconnected, \
         snapped off, broken off, busted off, split, blew off, crashed, drove into, ran into, slid into, rolled into, backed, rammed, plowed, ran over, slammed into, hit, loose, \
         drilled through, drilled, ripped, ripped out, ripped the, stuck open, froze open, sheared off, \
         cut into, hit by a, backhoe, plow hit, pulled loose, caved in on, dented, leaning",
    ),
    (&[Down, Rupture], "busted, broken"),
    (
        &[Hiss],
        "hiss, hisses, hissing, whistling, whooshing, hissin, hissy, whistles, whoosh, wooshing, hiss sound, \
         spitting, jet",
    ),
    (
        &[LeftOn],
        "left, leave, left on, on all night, on all day, still on, knob was on, on unlit, knob got bumped, \
         knob bumped, turned on by, wont close, was left on, been left on, been on all night, running all night",
    ),
    (
        &[GasDetector],
        "gas detector, gas alarm, gas sensor, gas monitor, propane detector, propane alarm, methane detector, \
         gas leak alarm, natural gas detector, natural gas alarm, propane sensor, lp detector, lp alarm, \
         l p detector, l p alarm, lp gas detector, lp gas alarm, explosive gas alarm, explosive gas, \
         gas sniffer, combustible gas detector, gas thing, gas leak sensor, gas alarm thing, sniffer, \
         gas tester, gas reader",
    ),
    (
        &[OtherSmell],
        "musty, moldy, mold, mildew, mildewy, moldy socks, dirty socks, socks, wet dog, pet, vinegar, paint, \
         sewage, sewer, weed, pot, perfume, fresh, sweet, skunk outside, new carpet, garbage, trash, bleach, \
         gym socks, old socks, stinky socks, stale, dead mouse, dead rat, dead animal, fish, fishy, pizza, \
         chlorine, cologne, urine, pee, poop, wet paint, glue, air freshener, musky, locker room, pine",
    ),
    (&[Harmless, OtherSmell], "dusty, dust"),
    (&[Everyone, OtherSmell], "dog, dogs, cat, cats, pets"),
    (&[OtherFluid, OtherSmell, Refrigerant], "ammonia"),
    (&[OtherSmell, Smoker], "cigarettes, cigarette, popcorn"),
    (&[BurnerFlame, OtherSmell, Smoker], "cooking, candles"),
    (&[Body, OtherSmell], "feet"),
    (
        &[OtherFluid, Refrigerant],
        "refrigerant, freon, coolant, r22, r 22, r410a, freon gas, refrigerant gas, coolant gas, freon leak",
    ),
    (
        &[OtherFluid],
        "condensate, oil, refrigerant leak, duct leak, air leak, roof leak, drain, drain pan, low on gas, \
         ac gas, recharge the gas, add gas, gas recharge, gas top up",
    ),
    (&[OtherFluid, Place], "duct, ducts, ductwork, roof"),
    (&[Gas, GasItself], "natural gas smell"),
    (
        &[GasItself, Smell],
        "smell gas, smells gas, smells gassy, smelling gas, smell of gas, smells of gas, stinks of gas, \
         reeks of gas, smells like gas, smell like gas, smelling like gas, smell propane, smells like propane, \
         stink of gas, smells gassy in, smell guess, smell guests, smell glass, smell gash, smell gass, \
         smell natural gas, smells like natural gas, smells like sulfur, smell sulfur, smell rotten eggs, \
         smells like rotten eggs, smell of propane",
    ),
    (
        &[GasPipe],
        "meter, the gas valve, yellow pipe, black pipe, black iron pipe, regulator, flex line, flex connector, \
         supply line, gas cock, shut off valve, shutoff valve, flex pipe, yellow line, valve, riser, gas riser, \
         fitting, joint, connection",
    ),
    (&[FlueFault, Rupture], "knocked"),
    (&[Bubbles, Leak], "bubbling, bubbles, foams up, foaming, foams"),
    (&[LeftOn, Unlit], "burner on, didnt light, bumped the knob"),
    (&[Pouring], "wont shut off"),
    (&[LeftOn, Neutral, Sounding], "wont turn off"),
    (&[Named, OtherSmell], "coffee"),
    (&[Gas, Smell], "tailpipe"),
    (
        &[Hypothetical],
        "if they ever, should a person, if i smelled, would you come, who would i call, whod i call, \
         if there was ever, if there was, if there were, a person do",
    ),
    (&[GasTest], "dish soap, soapy water, soap test, soap thing, with soap, soap on, soap bubbles, bubble test, soapy"),
    (&[Bubbles], "bubbled, blowing bubbles"),
    (&[Burner, HeatSource, Unlit], "pilot is out, pilots out"),
    (
        &[Unlit],
        "pilot went out, pilot light went out, pilot light is out, pilot light blew out, pilot blew out, \
         pilot out, without a flame, doesnt light, isnt lit, not lit, unlit, left the stove on, stove on, \
         left the burner on, burner been left open, turned the knob, messed with the valve, turned the gas knob, \
         gas is on, gas on, relight it, relight, button on the, pilot lights out, gass on",
    ),
    (&[BurnerFlame, Unlit], "no flame"),
    (&[Down, Unlit], "wont light"),
];
