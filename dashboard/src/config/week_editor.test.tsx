// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { Suspense, useState } from "react";
import { afterEach, expect, test } from "vitest";
import type { WeeklyHours } from "../api/generated/types.gen";
import { WeekEditor } from "./week_editor";

afterEach(cleanup);

let weekly: WeeklyHours;

function Week({ start }: { start: WeeklyHours }) {
  const [value, setValue] = useState(start);
  weekly = value;
  return (
    <Suspense>
      <WeekEditor weekly={value} onChange={setValue} />
    </Suspense>
  );
}

const span = (opens: string, closes: string) => ({ opens, closes });

async function open(start: WeeklyHours, day: string) {
  await act(async () => void render(<Week start={start} />));
  fireEvent.click(await screen.findByRole("button", { name: new RegExp(`^${day}`) }));
  return within(screen.getByRole("group", { name: day }));
}

test("a day gets a second span, and is copied to the weekdays", async () => {
  const monday = await open({ mon: [span("08:00", "12:00")], sat: [span("09:00", "13:00")] }, "Monday");
  fireEvent.click(monday.getByRole("button", { name: "Add hours" }));
  fireEvent.click(monday.getByRole("button", { name: "Copy to weekdays" }));
  const expected = [span("08:00", "12:00"), span("13:00", "15:00")];
  expect(weekly).toMatchObject({ mon: expected, fri: expected, sat: [span("09:00", "13:00")] });
  expect(weekly.sun).toBeUndefined();
});

test("the arrow keys move an end by a quarter of an hour, past midnight too", async () => {
  const monday = await open({ mon: [span("20:00", "23:45")] }, "Monday");
  const end = monday.getByRole("slider", { name: "Closes" });
  fireEvent.keyDown(end, { key: "ArrowRight" });
  expect(weekly.mon).toEqual([span("20:00", "00:00")]);
  fireEvent.keyDown(end, { key: "PageUp" });
  expect(weekly.mon).toEqual([span("20:00", "01:00")]);
  monday.getByText("the next day");
});

test("the ends of hours do not cross", async () => {
  const monday = await open({ mon: [span("08:00", "08:15")] }, "Monday");
  fireEvent.keyDown(monday.getByRole("slider", { name: "Opens" }), { key: "PageUp" });
  expect(weekly.mon).toEqual([span("08:00", "08:15")]);
});

test("hours that overlap show an error at once", async () => {
  const monday = await open({ mon: [span("08:00", "12:00"), span("11:00", "15:00")] }, "Monday");
  monday.getByText("These hours overlap.");
});

test("a day is open around the clock, or closed", async () => {
  const monday = await open({ mon: [span("08:00", "12:00")] }, "Monday");
  fireEvent.click(monday.getByRole("button", { name: "Open 24 hours" }));
  expect(weekly.mon).toEqual([span("00:00", "00:00")]);
  fireEvent.click(monday.getByRole("button", { name: "Closed" }));
  expect(weekly.mon).toEqual([]);
});
