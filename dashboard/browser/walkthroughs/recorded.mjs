// What a committed video was recorded from.

import { readFileSync } from "node:fs";
import { digestOf } from "./captions.mjs";

export const VIDEOS = new URL("../../src/walkthroughs/videos/", import.meta.url);

/** The digests of the steps that a video shows, and of the video. */
export function recordOf({ name }, video) {
  const steps = readFileSync(new URL(`${name}.mjs`, import.meta.url));
  return { steps: digestOf(steps), video: digestOf(video) };
}
