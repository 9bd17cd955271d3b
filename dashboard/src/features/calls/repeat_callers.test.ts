import { expect, test } from "vitest";
import type { CallFacts, NonCustomer } from "../../api/generated/types.gen";
import { repeatCallers } from "./repeat_callers";

const call = (caller: string | null, non_customer?: NonCustomer) => ({
  caller,
  facts: { non_customer } as CallFacts,
});

test("numbers that called twice and are no customers are suggested, the most frequent first", () => {
  const calls = [
    call("+12145550111", "sales"),
    call("+12145550122", "robocall"),
    call("+12145550122", "robocall"),
    call("+12145550122", "sales"),
    call("+12145550133", "sales"),
    call("+12145550133", "supplier"),
    call("+12145550144"),
    call("+12145550144"),
    call(null, "sales"),
    call(null, "sales"),
  ];
  expect(repeatCallers(calls)).toEqual([
    { number: "+12145550122", calls: 3 },
    { number: "+12145550133", calls: 2 },
  ]);
});
