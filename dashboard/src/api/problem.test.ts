import { expect, test } from "vitest";
import { problemOf } from "./problem";

const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers });
const body = (name: string, more = {}) => ({ type: `urn:front-desk:problem:${name}`, status: 0, title: "", ...more });

test("a request without an answer is offline", () => {
  expect(problemOf(new TypeError("Failed to fetch"), undefined).kind).toBe("offline");
});

test("the name of a problem decides, then its status", () => {
  expect(problemOf(body("forbidden"), answer(403)).kind).toBe("forbidden");
  expect(problemOf(body("sign-in-again"), answer(403)).kind).toBe("sign-in-again");
  expect(problemOf(body("budget-exhausted"), answer(429)).kind).toBe("budget");
  expect(problemOf(body("version-mismatch"), answer(412)).kind).toBe("stale");
  expect(problemOf("<html>", answer(500)).kind).toBe("unavailable");
});

test("fields, detail and the time to wait are kept", () => {
  const fields = [{ field: "/greeting", message: "is too long" }];
  const problem = problemOf(
    body("invalid", { detail: "Too long.", errors: fields }),
    answer(422, { "Retry-After": "7" }),
  );
  expect(problem).toMatchObject({ detail: "Too long.", fields, retryAfter: 7 });
});
