// The walk-throughs: each a list of steps, with what is done in the browser, what is pointed at, and what the captions say.

import { dispatcherMorning } from "./dispatcher_morning.mjs";
import { firstMinutes } from "./first_minutes.mjs";
import { twilio } from "./twilio.mjs";

export const WALKTHROUGHS = [twilio, firstMinutes, dispatcherMorning];
export const LANGUAGES = ["en", "es"];
