import { expect, it } from "vitest";
import type { CallRecording, CallTurn } from "../../api/generated/types.gen";
import { placesOf, turnAt } from "./playback";

const turn = (number: number, at?: string): CallTurn => ({ turn: number, entries: [], at: at ?? null });
const recording = (started_at: string | null, changes: Partial<CallRecording> = {}): CallRecording => ({
  recording_id: "RE1",
  duration_seconds: 20,
  state: "ready",
  started_at,
  ...changes,
});
const turns = [
  turn(0, "2026-11-29T10:00:00.500Z"),
  turn(1, "2026-11-29T10:00:08Z"),
  turn(2),
  turn(3, "2026-11-29T10:01:00Z"),
];

it("places the turns that the recording has", () => {
  expect(placesOf(turns, [recording("2026-11-29T10:00:01Z")])).toEqual([
    { turn: 0, recording: "RE1", at: 0 },
    { turn: 1, recording: "RE1", at: 7 },
  ]);
});

it("places none without the time of the recording, or without its sound", () => {
  expect(placesOf(turns, [recording(null)])).toEqual([]);
  expect(placesOf(turns, [recording("2026-11-29T10:00:01Z", { state: "gone" })])).toEqual([]);
});

it("finds the turn that is heard", () => {
  const places = placesOf(turns, [recording("2026-11-29T10:00:01Z")]);
  expect([0, 6.9, 6.98, 19].map((seconds) => turnAt(places, "RE1", seconds))).toEqual([0, 0, 1, 1]);
  expect(turnAt(places, "RE2", 3)).toBeUndefined();
});
