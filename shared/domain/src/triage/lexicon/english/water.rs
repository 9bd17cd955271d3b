//! Water.

use super::super::{
    Class::{Ceiling, Dripping, Flood, Gush, Neutral, Pipe, Place, Pouring, Thing, Water, WaterAppliance},
    Meaning,
};

pub(super) const MEANINGS: &[Meaning] = &[
    (
        &[Water],
        "water, waters, h2o, warter, wader, agua water, hot water, warm water, condensation, rusty water, \
         dirty water, steam",
    ),
    (
        &[Pouring],
        "pouring, pours, poured, sprays, shooting, rushing, streaming, running down, coming through, everywhere, \
         all over, bursting, flowing, filling up, raining down, inches of, gallons of, gushin, sprayin, pourin, \
         pissing, pissing out, squirting, squirts, shoots, shootin, blowing out water, cascading, running out, \
         running across, running all over, runnin, came through, comes through, comin through, overflows, \
         overflowed, spilling over, burst, bursted, erupted, a river, like a river, like a hose, \
         like a fire hose, a waterfall, like a waterfall, raining, comin down, coming down the, cant stop it, \
         cant shut it off, an inch of, inches deep, ankle deep, knee deep, up to my ankles, a foot of, \
         two feet of, standing in, rising, filling my, all over the floor, all over the, buckets, \
         bucket after bucket, bailing, bailing out, soaking, soaked, drenched, drenching, wet vac, \
         busted wide open, split open, spurting, spouting, dripping everywhere, flying everywhere, \
         blowing everywhere, rushing out, steady stream, stream of, faster than i can, faster than we can, \
         like crazy, over my shoes, down into my, covered the whole floor, covered in water, came down from, \
         headed for, an inch deep",
    ),
    (&[Gush, Pouring], "gushing, gushes, spraying, overflowing, let go"),
    (
        &[Flood],
        "flooding, flooded, flood, floods, burst pipe, burst pipes, pipe burst, pipes burst, busted pipe, \
         pipe busted, raining inside, raining in my, through the ceiling, ceiling is leaking, ceiling leaking, \
         ceiling is caving, ceiling caved, ceiling is dripping, ceiling fell, ceiling is coming down, \
         soaked the ceiling, underwater, floodin, flood in, pipe bursted, pipe has burst, pipes bursted, \
         pipe broke, pipe just broke, pipe split, broken pipe, water main broke, pipe blew, pipe exploded, \
         tank burst, tank ruptured, tank split, tank let go, boiler burst, boiler exploded, raining in, \
         raining in the, raining through, pouring in, pouring through, swimming pool in, a lake in, \
         thru the ceiling, threw the ceiling, through my ceiling, through the light fixture, through the wall, \
         down the walls, down the wall, down the stairs, out of the ceiling, out of my ceiling, \
         from the ceiling, ceiling is falling, ceiling is falling in, ceiling falling, ceiling fell in, \
         ceiling collapsed, ceiling is sagging, ceiling sagging, ceiling bulging, ceiling is bulging, \
         ceiling is wet, ceiling came down, ceiling is about to, bulge in the ceiling, bubble in the ceiling, \
         leaking through, soaking through, dripping through, dripping on my, coming thru, through the floor, \
         leaking into the electrical, water everywhere, water is everywhere, water all over, water pouring, \
         water gushing, water spraying, water is pouring, water is gushing, gushing water, spraying water, \
         pouring water, shooting water, under water, standing water, swamped, floating, inch of water, \
         inches of water, foot of water, feet of water, wading, waterfall coming, sopping, soaked carpet, \
         carpet is soaked, floor is soaked, carpets soaked, drywall is soaked, drywall is falling, \
         like niagara falls, water coming in, just burst, pipe just burst, ceiling just fell, \
         just started leaking from, ceiling just started, geyser, bulge in, big bulge, ceiling is full of water, \
         bubble of water, a river in, tank busted, swimming pool, drywall just came down, through two floors, \
         ceilings leaking, ceilings caving, ceilings dripping, ceilings coming down, ceilings falling, \
         ceilings falling in, ceilings sagging, ceilings bulging, ceilings wet, ceilings about to, \
         waters everywhere, waters pouring, waters gushing, floors soaked, drywalls soaked, drywalls falling, \
         ceilings full of water",
    ),
    (
        &[Neutral],
        "flood light, flood lights, flood zone, flood insurance, flood plain, flooding the market, waterfall, \
         flood street, flood control, flooded with calls, flooded with, flood of calls, flood watch, \
         flood warning, flooded engine, flood cut, flood victims, flood damage, flooded basement restoration, \
         waterfall court, waterfall lane, waterfall feature, water the plants, pouring rain, raining cats, \
         pouring outside, raining outside, its pouring outside, raining here, water pump, raining today, \
         floating holiday, flood lamp, burst of, burst out laughing, spilling over into, flood last year, \
         flooded last year, flooded back in, flood back in, through the roof, prices are through the roof, \
         bill is through the roof, electric bill through the roof, water street, water pressure, water park, \
         river road, bottled water, sparkling water, water company, water filter, water filtration, hard water, \
         well water, water source, water damage, water treatment, through the wall ac, through the wall unit, \
         through the wall units, through the wall air, running out of, filling the pool, filling up my gas, \
         inbox is flooded, pouring concrete, dripping with sarcasm, pool pump, propane tank exchange, \
         think tank, expansion tank, fish tank, shark tank, pipe dream, pipe insulation, overflow parking, \
         overflow switch, overflow pan, fountain drink, fountain pen, drop in the bucket, fountain street, \
         fountain hills, fountain valley, lake street, lake drive, a lake house, hot water baseboard, \
         hot water heat, hot water heating, hot water boiler, fountain of water, hot water coil, \
         water source heat, ton of rain, lot of rain, roads are flooded, road is flooded, street is flooded, \
         streets are flooded, pouring out of my pocket, money pouring, bills through the roof, inboxs flooded, \
         roads flooded, streets flooded",
    ),
    (
        &[Thing, WaterAppliance],
        "water heater, water heaters, hot water heater, water tank, water bill, water softener, \
         tankless water heater",
    ),
    (&[Ceiling, Flood, Place], "through the light"),
    (
        &[WaterAppliance],
        "condensate pump, condensate line, drain line, sump pump, humidifier, washing machine, dishwasher, \
         toilet, sink, pump",
    ),
    (
        &[Gush],
        "its pouring, is pouring, just pouring, its gushing, overflow, a lake, fountain, a fountain, \
         faster than, keeps coming, soaking wet, leaking buckets, gallons, leaking gallons, leaking bad, \
         leaking really bad, leaking so bad, leaking everywhere, wont stop leaking, raining on, rained on, \
         water keeps coming, squishing, full blast, like a faucet, like a garden hose, cant stop the water, \
         leaking all over, leaking a lot, leaking a whole lot, spraying everywhere, let loose, mopping, \
         bulging with water, cant keep up with the towels, floor is a lake, kiddie pool under, shop vac, \
         coming out fast, coming out so much, many water, throwing out water, its flooding, is flooding, \
         under the door, across the room, across the carpet, spitting hot water, water to shut off, \
         shut off the water, steady pour, its still coming, and still coming, is still coming, it keeps coming, \
         keeps coming out, still coming out, coming out faster, leaking all over the floor, leaking down into, \
         faster than i can mop, towels are not keeping up, towels arent keeping up, trash can under, \
         buckets already, floors a lake",
    ),
    (&[Ceiling, Place], "ceiling, ceilings, see ling, sea ling, the sealing, my sealing, smoke detector water"),
    (
        &[Dripping],
        "dripping, drips, drip, dripping in, leaking down, falls from, falling from, getting wet, wet, spreading",
    ),
    (
        &[Pipe],
        "pipe, pipes, water line, water pipe, tank, hose, coil, chilled water line, relief valve, radiator pipe, \
         water main, supply hose, humidifier line, condensate pipe, drain pipe",
    ),
];
