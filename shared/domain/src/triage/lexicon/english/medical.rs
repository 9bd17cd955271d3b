//! Medical need and refrigerant.

use super::super::{
    Class::{Body, Collapse, Freezing, Inhaled, Neutral, OtherFluid, Pipe, Refrigerant, Sweltering, Vulnerable},
    Meaning,
};

pub(super) const MEANINGS: &[Meaning] = &[
    (
        &[Collapse],
        "not breathing, isnt breathing, aint breathing, stopped breathing, barely breathing, do not breathe, \
         cannot breathe, cant catch my breath, cant catch his breath, cant catch her breath, \
         having trouble breathing, struggling to breathe, gasping, gasping for air, gasping for breath, choking, \
         lips blue, turned blue, seizure, seizures, seizing, having a seizure, convulsing, convulsions, \
         having a stroke, had a stroke, face is drooping, face drooping, chest is tight, chest tight, \
         not moving, isnt moving, wont move, aint moving, doesnt move, wont answer me, wont talk, not talking, \
         wont answer, overdosed, overdose, bleeding bad, bleeding out, bleeding everywhere, pouring blood, \
         wont stop bleeding, blood everywhere, foaming at the mouth, no pulse, aint got a pulse, \
         call an ambulance, need an ambulance, need ambulance, send an ambulance, need a medic, needs a doctor, \
         need a doctor, lying on the floor, laying on the floor, is on the floor, on the ground, \
         down on the floor, fell off the ladder, fell off the roof, fell off my roof, fell through the ceiling, \
         fell out of the attic, got electrocuted, been electrocuted, is electrocuted, having a heart, \
         going into labor, water broke, allergic reaction, anaphylaxis, throat is closing, out of oxygen, \
         running out of oxygen, concentrator stopped, concentrator quit, ventilator stopped, hands are trapped, \
         is trapped, is stuck in the, got stuck in, cut his hand, cut my hand, cut off his, cut off my, \
         lost a finger, cut open, third degree, skin is coming off, burned himself bad, burned herself bad, \
         burned bad, burned badly, badly burned, doesnt know who i am, slurring, slurred, wont stay awake, \
         keeps passing out, about to pass out, gonna pass out, going to pass out, talking nonsense, hurt bad, \
         is hurt bad, hurt real bad, got hurt bad, unconscious on, heart stopped, cpr, cant wake, \
         cant get him to wake, cant get her to wake, get him to wake up, wont get up, just dropped, drooling, \
         bleeding real bad, got my fingers, got his fingers, burned my face, burnt my face, burned his face, \
         black out, heart is racing, hearts racing, like a fit, having a fit, knocked on his butt, i need help, \
         needs an ambulance, my fingers off, hit his head, hit her head, not answering, isnt answering, \
         aint answering, slumped, slumped over, slumped by, fell on him, fell on her, fell on me, \
         fell through the, fell down and, fell off the unit, fell off the, scalded, got scalded, shes dead, \
         hes dead, is dead on, think shes dead, quit breathing, clutching his chest, clutching her chest, \
         heart is stopping, hearts stopping, gone stiff, eyes are rolling, eyes rolled back, cant feel his legs, \
         knocked out, call me an ambulance, finger off, fingers off, burned my arm, burnt my arm, \
         burned my hand bad, arms all blistered, dont wake, does not wake, is fall, quit making sense, \
         went down and, nobody can breathe, made me throw up, lying in the, laying in the furnace, lying on the, \
         laying on the, laying there, lying there, face down, faces drooping, chests tight, throats closing, \
         skins coming off",
    ),
    (&[Collapse, Freezing], "turning blue"),
    (&[Collapse, Vulnerable], "lips are blue, heart attack, dying"),
    (&[Collapse, Sweltering], "stopped sweating"),
    (
        &[Neutral],
        "dying to, im dying over, dying of curiosity, phone is dying, phones dying, battery is dying, \
         batteries dying, plants are dying, is dying on me, unit is dying, ac is dying, furnace is dying, \
         heater is dying, compressor is dying, motor is dying, slowly dying, passed out flyers, \
         about had a heart attack, nearly had a heart attack, gave me a heart attack, almost had a heart attack, \
         heart attack when, give me a heart attack, heart attack price, had a heart attack last, \
         on the ground floor, unit is on the ground, on the ground outside, breathing down, catch my breath, \
         breathing room, wont talk to, wont move the, stroke of luck, choking hazard, choke on that price, \
         labor warranty, parts and labor, killing me, passed away, wont answer the phone, \
         wont answer their phone, wont answer my calls, not moving any air, not moving air, isnt moving any air, \
         fan not moving, fan is not moving, isnt moving air, seizing up, motor is seizing, seized, seized up, \
         is not moving in, blade not moving, not moving until, bleeding the radiators, bleed the radiators, \
         bleeding money, bleeding radiators, bleeding the lines, limp mode, faint beeping, faint smell, \
         faint noise, faint hum, faint odor, collapsed the, not answering my email, not answering my calls, \
         not answering the phone, not answering your, isnt answering the phone, fell through the cracks, \
         fell through the floor with, fell through last, crushed it, crushed the, crushed by the bill, \
         crushed my budget, fell off the calendar, fell off the schedule, fell off the truck, \
         is dead on arrival, scalded milk, passed out the flyers, passed out the, passed out candy, \
         passed out water, passed out cards, batterys dying, units dying, acs dying, furnaces dying, \
         heaters dying, compressors dying, motors dying, units on the ground, fans not moving, motors seizing",
    ),
    (
        &[OtherFluid, Refrigerant],
        "r410, r 410, r 410a, four ten a, puron, freeon, free on, frion, r32, r134a, ac fluid, ac liquid, \
         ac chemical, ac chemicals, ac juice, refrigerate, refrigerent, refridgerant, cooling gas, \
         cooling fluid, refrigerant oil, compressor oil, stuff from the ac, stuff that came out of, \
         gas from the ac, liquid from the ac, gas out of the ac, chemical, chemicals, line set, lineset, \
         ac line, ac lines, copper pipe, refrigerant line, suction line, freon line, r 290, r290, freon smell, \
         copper outside, white mist, white frost, oil from the compressor, ac chemical smell, chemical smell, \
         chemical fog, white fog, gauges",
    ),
    (&[OtherFluid, Pipe, Refrigerant], "copper line"),
    (
        &[Body],
        "eye, eyes, skin, hand, hands, face, arm, arms, finger, fingers, leg, legs, foot, mouth, throat, palm, \
         cheek, lungs, neck, thumb, lips, tongue, knuckles, wrist, mouths, hand is, palms, belly, back, ear, \
         ears, head",
    ),
    (
        &[Inhaled],
        "breathed, breathing it, inhaled, inhale, inhaling, breathe, breathed in, breathing in, breathed it, \
         breathing that, breathing in the, huffing, huffed, huff, sniffing freon, coughing, coughin, cough, \
         gagging, choking on, sprayed me, sprayed my, sprayed him, sprayed her, sprayed in, sprayed all over, \
         squirted, squirted me, splashed, sprayed on, sprayed right, got on, got in, in my eye, in his eye, \
         in her eye, drank, swallowed, licked, stings, stinging, frostbit, froze my, frozen to, blistered, \
         blister, blisters, got on my, wheezing, dizzy from, sick from, hurts to breathe, froze my fingers, \
         froze his, skin stuck, is frozen to, frost burn, burned me cold, got sprayed, sprayed, throw up, \
         peeling, skin is peeling, skins peeling",
    ),
    (&[Freezing, Inhaled], "frostbite"),
    (&[Inhaled, Vulnerable], "numb"),
];
