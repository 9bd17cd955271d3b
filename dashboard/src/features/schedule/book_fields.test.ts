import { expect, it } from "vitest";
import { ApiProblem } from "../../api/problem";
import { EMPTY, missingOf, problemsOf } from "./book_fields";

const WORDS = { required: "needed", chooseWindow: "window", numberWrong: "number", zipWrong: "zip" };
const FULL = {
  ...EMPTY,
  slot: "2026-11-30_morning",
  job_type: "repair",
  name: " Dana Smith ",
  callback: "(214) 555-0142",
  street: "12 Oak Street",
  zip: "75201",
  problem: "No heat",
};

it("names what is missing", () => {
  expect(missingOf(EMPTY, WORDS)).toEqual({
    errors: {
      slot: "window",
      callback: "number",
      zip: "zip",
      job_type: "needed",
      name: "needed",
      street: "needed",
      problem: "needed",
    },
  });
});

it("sends what was typed, without the fields that are empty", () => {
  const { body, errors } = missingOf(FULL, WORDS);
  expect(errors).toEqual({});
  expect(body).toEqual({
    ...FULL,
    name: "Dana Smith",
    callback: "+12145550142",
    city: undefined,
    access_notes: undefined,
  });
  expect(Object.keys(body ?? {})).not.toContain("city");
});

it("shows the API's errors at their fields", () => {
  const error = new ApiProblem("invalid", undefined, [
    { field: "/zip", message: "outside the service area" },
    { field: "", message: "the whole" },
  ]);
  expect(problemsOf(error)).toEqual({ errors: { zip: "outside the service area" }, rest: ["the whole"] });
});
