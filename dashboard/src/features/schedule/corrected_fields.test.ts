import { expect, test } from "vitest";
import type { Appointment } from "../../api/generated/types.gen";
import { changesOf, fieldsOf } from "./corrected_fields";

const VISIT = {
  name: "Dana Smith",
  street: "12 Oak Street",
  zip: "75201",
  job_type: "repair",
  problem: "No heat",
} as Appointment;

test("sends only the details that differ", () => {
  const fields = fieldsOf(VISIT);
  expect(changesOf(fields, VISIT)).toEqual({});
  expect(changesOf({ ...fields, street: " 21 Oak Street " }, VISIT)).toEqual({ street: "21 Oak Street" });
  expect(changesOf({ ...fields, city: "Dallas", zip: "75202" }, VISIT)).toEqual({ city: "Dallas", zip: "75202" });
});

test("keeps the city when its field is emptied", () => {
  const visit = { ...VISIT, city: "Dallas" };
  expect(changesOf({ ...fieldsOf(visit), city: " " }, visit)).toEqual({});
});
