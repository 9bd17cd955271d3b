// The visits of the tests, and the screens of the schedule.

import { failing, OWNER, VIEWER } from "./screen.mjs";

const CUSTOMERS = [
  ["Sam Hill", "+12145550177", "77 Elm Street", "No cooling upstairs"],
  ["Maria Lopez", "+12145550161", "9 Maple Court", "The thermostat is blank"],
  ["Grace Okafor", "+12145550162", "1450 Commerce Street, Apt 12B", "Yearly check"],
  ["Theodore Whittington-Marsh", "+12145550163", "300 Ross Avenue", "A burning smell from the furnace, now off"],
];

const DAY_MS = 86_400_000;
const dayIn = (days) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const weekday = ({ slot }) => new Date(slot.id.slice(0, 10)).getUTCDay();

/**
 * Books visits in windows one after the other, two in the first one. They begin with the first window of a Monday or a Tuesday that is
 * still to come: whenever the tests run, and however long, one week shows all of them, and free windows beside and after them.
 */
export async function bookVisits(system, headers) {
  const api = `${system.url}/admin/tenants/me`;
  const asked = await fetch(`${api}/availability?from=${dayIn(1)}&to=${dayIn(14)}`, { headers });
  const { items } = await asked.json();
  const bookable = items.filter((window) => window.bookable);
  const windows = bookable.slice(bookable.findIndex((window) => [1, 2].includes(weekday(window))));
  const visits = [];
  for (const [place, [name, callback, street, problem]] of CUSTOMERS.entries()) {
    const slot = windows[Math.max(0, place - 1)].slot.id;
    const body = { name, callback, street, problem, slot, zip: "75201", job_type: "repair", access_notes: "Side door" };
    const answer = await fetch(`${api}/appointments`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.status !== 201) throw new Error(`a visit is not booked: ${answer.status} ${await answer.text()}`);
    visits.push(await answer.json());
  }
  return visits;
}

const dayOf = ({ visits }) => visits[0].slot.id.slice(0, 10);

export const SCHEDULE_SCREENS = [
  { name: "schedule-week", as: OWNER, path: (known) => `/schedule?view=week&day=${dayOf(known)}` },
  { name: "schedule-day", as: OWNER, path: (known) => `/schedule?view=day&day=${dayOf(known)}` },
  { name: "schedule-month", as: OWNER, path: (known) => `/schedule?view=month&day=${dayOf(known)}` },
  { name: "schedule-closed", as: OWNER, path: "/schedule?view=day&day=2026-01-04" },
  { name: "schedule-viewer", as: VIEWER, path: (known) => `/schedule?view=day&day=${dayOf(known)}` },
  { name: "schedule-broken", as: OWNER, path: "/schedule", before: failing(503, {}, /availability/), fails: true },
  { name: "visit", as: OWNER, path: (known) => `/schedule/${known.visits[0].appointment_id}` },
  { name: "visit-missing", as: OWNER, path: "/schedule/apt_00000000000000000000000000000000_0", fails: true },
  {
    name: "visit-move",
    as: OWNER,
    path: (known) => `/schedule/${known.visits[0].appointment_id}`,
    before: async (page) => {
      await page.getByRole("button", { name: "Move" }).click();
      await page.getByRole("radio").first().waitFor();
    },
  },
  {
    name: "visit-correct",
    as: OWNER,
    path: (known) => `/schedule/${known.visits[0].appointment_id}`,
    before: async (page) => {
      await page.getByRole("button", { name: "Correct" }).click();
      await page.getByLabel("Street and number").fill("");
      await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
      await page.getByText("Needed.").waitFor();
    },
  },
  {
    name: "visit-cancel",
    as: OWNER,
    path: (known) => `/schedule/${known.visits[0].appointment_id}`,
    before: async (page) => {
      await page.getByRole("button", { name: "Cancel the visit" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Cancel the visit" }).click();
      await page.getByText("Say why, in a few words.").waitFor();
    },
  },
  { name: "book", as: OWNER, path: "/schedule/book?number=%2B12145550142" },
  {
    name: "book-wrong",
    as: OWNER,
    path: "/schedule/book",
    before: async (page) => {
      await page.getByRole("button", { name: "Book the visit" }).click();
      await page.getByText("Five digits.").waitFor();
    },
  },
  { name: "calendars", as: OWNER, path: "/schedule/calendars" },
];
