// Where the turns of a call are in its recordings.

import type { CallRecording, CallTurn } from "../../api/generated/types.gen";

/** A turn's place in a recording, in seconds from its beginning. */
export type Place = { turn: number; recording: string; at: number };

/** The places of the turns that a recording has, in order. None without the times of the recording and its turns. */
export function placesOf(turns: CallTurn[], recordings: CallRecording[]): Place[] {
  return turns.flatMap(({ turn, at }) => {
    for (const { recording_id, started_at, duration_seconds, state } of recordings) {
      if (!at || !started_at || state !== "ready") continue;
      const seconds = (Date.parse(at) - Date.parse(started_at)) / 1_000;
      // The greeting may begin a moment before the recording does.
      if (seconds > -5 && seconds < duration_seconds)
        return [{ turn, recording: recording_id, at: Math.max(0, seconds) }];
    }
    return [];
  });
}

/** The turn that is heard at a second of a recording; `undefined` before its first one. */
export function turnAt(places: Place[], recording: string, seconds: number): number | undefined {
  // A player stands up to a few milliseconds before where it was sent.
  return places.findLast((place) => place.recording === recording && place.at <= seconds + 0.05)?.turn;
}
