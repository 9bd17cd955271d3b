//! Electricity.

use super::super::{
    Class::{
        Burning, Ceiling, Crackle, Electric, Glow, HeatSource, Neutral, NoCooling, Overheat, Place, Sparks, Sweltering,
        Thing, Vulnerable,
    },
    Meaning,
};

pub(super) const MEANINGS: &[Meaning] = &[
    (
        &[Sparks],
        "sparkin, arking, arcin, arcs, arc, shooting sparks, throwing sparks, threw sparks, live wire, \
         live wires, shorting out, shorted out, electrical short, getting shocked, get shocked, gets shocked, \
         got a shock, gets a shock, get a shock, got shock, getting a shock, gave me a shock, gives me a shock, \
         gave him a shock, giving me a shock, shocking me, shocking us, shocks you, shocks us, shocked my, \
         shocked him, shocked her, shocks my, shock you, shock me, shocks people, shocks everybody, \
         was shocked by the, been shocked, zaps, zapped, zaps me, zapping, zap, jolt, jolts, jolted, bites me, \
         bit me, bites you, tingle, tingles, tingling, tingly, electric shock, electrical shock, shocked when, \
         shocked by, buzz from the metal, electrocute, electrocuting, electrocution, spark flew, sparks flew, \
         sparks flying, sparks shot, sparked at me, sparks coming, little lightning, like lightning, \
         electrified, is electrified, energized, hot to the touch with electricity, current through, \
         made of sparks, felt current, current in the, a shock if, lit me up, bit by the, sparkling inside, \
         power line fell, wires are laying, wires laying, live my hand, hand buzzed, electricity in the metal, \
         electricity running through it, give me electric, shocked the fire out, shocking people, bad shock, \
         electricity jumping, electricity is jumping, big blue flash, get a tingle, bites when, \
         electricitys jumping",
    ),
    (
        &[Neutral],
        "sparky, what a shock, price is a shock, shocked at, shocked by the bill, shocked by the price, \
         sticker shock, in shock, shock absorber, shock absorbers, sparks fly, sparks nevada, sparkling, \
         spark interest, sparked my, sparked a, sparks joy, bright spark, creative spark, bill shocked me, \
         price shocked me, quote shocked me, shock the system, culture shock, shell shock, shocked to see, \
         shocked to hear, shocking price, shocking bill, im shocked, i was shocked, you shocked me, mr sparks, \
         mrs sparks, sparks street, sparks lane, sparks avenue, last name sparks, name is sparks, arc welder, \
         joan of arc, noahs ark, static shock, static electricity, bit of static, zap map, bug zapper, \
         bill zapped, jimmy sparks, spark learning, sparks elementary, spark coffee, prices a shock, names sparks",
    ),
    (
        &[Electric],
        "breaker, breakers, breaker box, breaker panel, panel, electric panel, fuse box, fuse panel, fuse, \
         disconnect, disconnect box, outlet, outlets, plug, the plug, receptacle, socket, cord, power cord, \
         extension cord, wire, thermostats, motor, blower motor, fan motor, blower, capacitor, contactor, \
         control board, circuit board, board, junction box, switch, light switch, relay, compressor, terminals, \
         element, heat strip, electric box, meter base, the box, whip, sub panel, main panel, box outside, \
         cable, wall plate, cover plate, ceiling light, conduit, ceiling fixture, copper, metal box, lights, \
         ballast, control box, gray box, magnet, outlet box",
    ),
    (&[Electric, Thing], "thermostat"),
    (&[Burning, Electric], "transformer"),
    (&[Electric, Vulnerable], "terminal"),
    (&[Electric, HeatSource], "heat strips"),
    (
        &[Overheat],
        "hot, too hot to touch, hot to touch, super hot, melt, melts, melty, scorch marks, scorch mark, \
         burn marks, burn mark, brown, turned brown, black, turned black, turning black, blackened, cracklin, \
         popping, pops and, bubbling up, hot as fire, hot as a stove, dripping plastic, exposed, bare, \
         hanging out, hanging, hanging down, hot enough, warm and buzzing, cant touch it, cant hold my hand, \
         cant keep my hand on, burned my hand, burnt my finger, burned my finger, discolored, warped, \
         burned through, burnt through, getting soft, dripping off, too hot to put",
    ),
    (&[Overheat, Sweltering], "hot to the touch, overheated"),
    (&[NoCooling, Overheat], "real hot, so hot, very hot, too hot"),
    (
        &[Glow, Overheat],
        "red hot, glowing, glow, glows, glowing red, glowing orange, cherry red hot, welded, welded shut",
    ),
    (&[Crackle, Overheat], "sizzling, sizzle, crackling, crackles"),
    (
        &[Crackle],
        "buzzes, buzzing loud, humming, hums, hummin, buzzin, buzz, popping noise, loud pop, bang, loud bang, \
         went bang, banging, flash, flashed, big flash, pop, crackle, blue flashes, flashes, flashes of light, \
         lightning, bzzt, surging, light shooting out, went pop",
    ),
    (&[Crackle, Sparks], "blue flash"),
    (&[Ceiling, Electric, Place], "light fixture"),
];
