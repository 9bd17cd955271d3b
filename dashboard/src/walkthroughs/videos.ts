// The recorded walk-throughs: `npm run walkthroughs` makes them of browser/walkthroughs.

import type { Language } from "../text/text";
import morningEn from "./videos/dispatcher_morning.en.vtt";
import morningEs from "./videos/dispatcher_morning.es.vtt";
import morning from "./videos/dispatcher_morning.webm";
import minutesEn from "./videos/first_minutes.en.vtt";
import minutesEs from "./videos/first_minutes.es.vtt";
import minutes from "./videos/first_minutes.webm";
import twilioEn from "./videos/twilio.en.vtt";
import twilioEs from "./videos/twilio.es.vtt";
import twilio from "./videos/twilio.webm";

export type WalkthroughName = "twilio" | "first_minutes" | "dispatcher_morning";

type Video = { src: string; captions: Record<Language, string>; width: number; height: number };

export const VIDEOS: Record<WalkthroughName, Video> = {
  twilio: { src: twilio, captions: { en: twilioEn, es: twilioEs }, width: 585, height: 1152 },
  first_minutes: { src: minutes, captions: { en: minutesEn, es: minutesEs }, width: 585, height: 1152 },
  dispatcher_morning: { src: morning, captions: { en: morningEn, es: morningEs }, width: 1024, height: 692 },
};
