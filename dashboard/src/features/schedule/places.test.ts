import { expect, it } from "vitest";
import type { AppointmentSummary, SlotPlaces } from "../../api/generated/types.gen";
import { isOn, rowsOf, windowsOf } from "./places";

const place = (id: string, starts: string, ends: string): SlotPlaces => ({
  slot: { id, starts, ends },
  capacity: 3,
  booked: 0,
  left: 3,
  bookable: true,
});
const PLACES = [
  place("2026-11-27_morning", "08:00", "12:00"),
  place("2026-11-27_afternoon", "12:00", "17:00"),
  place("2026-11-28_saturday", "09:00", "12:00"),
  place("2026-11-30_morning", "08:00", "12:00"),
];

it("has a row for each window that differs, the earliest first", () => {
  expect(rowsOf(PLACES).map(({ key }) => key)).toEqual(["08:00-12:00", "09:00-12:00", "12:00-17:00"]);
});

it("finds the windows of a day", () => {
  expect(windowsOf(PLACES, "2026-11-27").map(({ slot }) => slot.id)).toEqual([
    "2026-11-27_morning",
    "2026-11-27_afternoon",
  ]);
});

it("counts no visit that was cancelled or moved away", () => {
  const visit: AppointmentSummary = {
    appointment_id: "apt_1_0",
    callback: "+12145550142",
    job_type: "repair",
    name: "Dana Smith",
    slot: { id: "2026-11-27_morning", starts: "08:00", ends: "12:00" },
    status: "booked",
    street: "12 Oak Street",
    zip: "75201",
  };
  expect(isOn(visit)).toBe(true);
  expect(isOn({ ...visit, status: "cancelled" })).toBe(false);
  expect(isOn({ ...visit, moved_to: { id: "2026-11-30_morning", starts: "08:00", ends: "12:00" } })).toBe(false);
});
