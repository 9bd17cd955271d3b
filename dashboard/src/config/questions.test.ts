import { expect, test } from "vitest";
import type { Configuration } from "../api/generated/types.gen";
import { config } from "../text/en/config";
import { changesBetween } from "./changes";
import { questionInWords, questionsAsked, spokenLanguages } from "./questions";

const gate = { id: "gate", label: "Gate code", ask: { english: "Is there a gate code?" }, required: true };

test("what every visit needs comes first unless the company lists it", () => {
  const ids = (list: Configuration["questions"]) => questionsAsked(list).map(({ id }) => id);
  expect(ids(undefined)).toEqual(["problem", "zip", "time", "name", "address", "access_notes"]);
  expect(ids([gate, { id: "zip" }])).toEqual(["problem", "time", "name", "address", "gate", "zip"]);
});

test("a question is described by its name, its wording and its rules", () => {
  expect(questionInWords({ ...gate, job_types: ["repair"] }, config.asked)).toBe(
    "Gate code, Is there a gate code?, Words, Required, only for repair",
  );
  expect(questionInWords({ id: "occupancy" }, config.asked)).toBe("Owner, tenant or manager");
  const fuel = { id: "fuel", ask: { english: "Fuel?" }, answer: "choice" as const, choices: ["gas", "oil"] };
  expect(questionInWords(fuel, config.asked)).toBe("Fuel?, gas / oil");
});

test("a new question, a changed one and another order are changes", () => {
  const between = (before: Configuration["questions"], after: Configuration["questions"]) =>
    changesBetween({ ...(before && { questions: before }) }, { ...(after && { questions: after }) }, config)
      .filter(({ name }) => name.includes("uestion"))
      .map(({ name, before: old, after: now }) => [name, old, now]);
  const words = "Gate code, Is there a gate code?, Words, Required";
  expect(between(undefined, [gate])).toEqual([["Question asked", undefined, words]]);
  expect(between([gate], [{ ...gate, required: false }])).toEqual([
    ["Question asked", words, "Gate code, Is there a gate code?, Words"],
  ]);
  expect(between([gate, { id: "email" }], [{ id: "email" }, gate])).toEqual([
    ["Order of the questions", "Gate code, E-mail", "E-mail, Gate code"],
  ]);
});

test("a company that chose no languages words its questions in both", () => {
  expect(spokenLanguages({})).toEqual(["english", "spanish"]);
  expect(spokenLanguages({ languages: [{ language: "spanish" }] })).toEqual(["spanish"]);
});
