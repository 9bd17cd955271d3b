// @vitest-environment jsdom
import { expect, test } from "vitest";
import type { Analytics } from "../../api/generated/types.gen";
import { daysOf } from "./figures";

test("a day without calls has a bar of its own", () => {
  const period = { from: "2026-02-27", to: "2026-03-02" };
  const days = [{ day: "2026-02-28", figures: { calls: 4 } }];
  expect(daysOf({ period, days } as unknown as Analytics)).toEqual([
    { name: "Fri, Feb 27", value: 0 },
    { name: "Sat, Feb 28", value: 4 },
    { name: "Sun, Mar 1", value: 0 },
    { name: "Mon, Mar 2", value: 0 },
  ]);
});
