// The captions of a walk-through and their times: both follow from its steps alone, so they are compared without a recording.

import { createHash } from "node:crypto";

/** Characters a second that a person reads while looking at a screen too, and the bounds of a step in seconds. */
const READ = 13;
const SHORTEST = 4;
const LONGEST = 12;
/** Between two captions, in seconds: a player that stands where they meet would show both. */
const GAP = 0.05;

/** How long a step is shown, in seconds: until its longer caption is read. */
function secondsOf({ says }) {
  const longest = Math.max(...Object.values(says).map((words) => words.length));
  return Math.min(LONGEST, Math.max(SHORTEST, Math.ceil(1 + longest / READ)));
}

/** Each step's begin and end, in seconds. */
export function timesOf({ steps }) {
  let begin = 0;
  return steps.map((step) => {
    const end = begin + secondsOf(step);
    const times = { begin, end };
    begin = end;
    return times;
  });
}

const stamp = (seconds) => new Date(seconds * 1_000).toISOString().slice(11, 23);

/** The captions in a language, as WebVTT. */
export function captionsOf(walkthrough, language) {
  const times = timesOf(walkthrough);
  const cues = walkthrough.steps.map(
    ({ says }, place) => `${stamp(times[place].begin)} --> ${stamp(times[place].end - GAP)}\n${says[language]}\n`,
  );
  return ["WEBVTT\n", ...cues].join("\n");
}

export const digestOf = (bytes) => createHash("sha256").update(bytes).digest("hex");
