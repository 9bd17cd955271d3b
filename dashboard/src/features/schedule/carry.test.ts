import { expect, it } from "vitest";
import type { SlotPlaces } from "../../api/generated/types.gen";
import { mayDrop, neighbour } from "./carry";

const place = (id: string, bookable = true): SlotPlaces => ({
  slot: { id, starts: "08:00", ends: "12:00" },
  capacity: 3,
  booked: 0,
  left: 3,
  bookable,
});
const GRID = [
  [place("2026-11-27_morning"), place("2026-11-27_afternoon")],
  [undefined, undefined],
  [place("2026-11-29_morning"), undefined],
  [place("2026-11-30_morning"), place("2026-11-30_afternoon")],
];
const visit = { slot: { id: "2026-11-27_morning" } } as Parameters<typeof mayDrop>[0];

it("goes to the window beside, over days without one", () => {
  expect(neighbour(GRID, "2026-11-27_morning", [1, 0])?.slot.id).toBe("2026-11-29_morning");
  expect(neighbour(GRID, "2026-11-27_afternoon", [1, 0])?.slot.id).toBe("2026-11-30_afternoon");
  expect(neighbour(GRID, "2026-11-27_morning", [0, 1])?.slot.id).toBe("2026-11-27_afternoon");
});

it("stays at the edge of the week", () => {
  expect(neighbour(GRID, "2026-11-30_afternoon", [1, 0])).toBeUndefined();
  expect(neighbour(GRID, "2026-11-29_morning", [0, 1])).toBeUndefined();
  expect(neighbour(GRID, "2026-11-27_morning", [0, -1])).toBeUndefined();
});

it("drops a visit only into another window that can be booked", () => {
  expect(mayDrop(visit, place("2026-11-30_morning"))).toBe(true);
  expect(mayDrop(visit, place("2026-11-30_morning", false))).toBe(false);
  expect(mayDrop(visit, place("2026-11-27_morning"))).toBe(false);
  expect(mayDrop(visit, undefined)).toBe(false);
});
