import { expect, test } from "vitest";
import { ApiProblem } from "./problem";
import { isWrong, otherFields, wrongField } from "./wrong_field";

const error = new ApiProblem("invalid", undefined, [
  { field: "/email", message: "not an address" },
  { field: "/ranges/1", message: "not a range" },
  { field: "", message: "too large" },
]);

test("a field is marked by its own pointer and by what lies in it", () => {
  expect(wrongField(error, "/email")).toBe("not an address");
  expect(wrongField(error, "/ranges")).toBe("not a range");
  expect(isWrong(error, "/range")).toBe(false);
  expect(isWrong(new Error("x"), "/email")).toBe(false);
});

test("what no field of the form shows is left for above the form", () => {
  expect(otherFields(error, ["/email", "/ranges"])).toEqual(["too large"]);
});
