import { expect, test } from "vitest";
import { HOLIDAYS, holidaysFrom } from "./holidays";

const dates = (from: string) => Object.fromEntries(holidaysFrom(from).map(({ holiday, date }) => [holiday, date]));

test("holidays fall on the days that the law names", () => {
  expect(dates("2026-01-01")).toEqual({
    new_year: "2026-01-01",
    king: "2026-01-19",
    presidents: "2026-02-16",
    memorial: "2026-05-25",
    juneteenth: "2026-06-19",
    independence: "2026-07-04",
    labor: "2026-09-07",
    columbus: "2026-10-12",
    veterans: "2026-11-11",
    thanksgiving: "2026-11-26",
    after_thanksgiving: "2026-11-27",
    christmas_eve: "2026-12-24",
    christmas: "2026-12-25",
    new_years_eve: "2026-12-31",
  });
});

test("each holiday is listed once from any date on", () => {
  expect(Object.keys(dates("2026-11-27"))).toHaveLength(HOLIDAYS.length);
  expect(dates("2026-11-27")).toMatchObject({ after_thanksgiving: "2026-11-27", thanksgiving: "2027-11-25" });
});
