// The states of the dialog that reads a website or a text. None of them saves anything.

import { FOUNDER, OWNER } from "./screen.mjs";

const PROPOSALS = "**/admin/tenants/*/proposals";
const TEXT = `Acme Heating & Air. Call (214) 555-0142. Hablamos español. 24/7 emergency service.
Office hours: Mon-Fri 7am-6pm, Sat 9am-noon. Closed on Thanksgiving. Summer hours: Mon-Fri 6am-8pm.
We serve Dallas, Plano, Richardson and Garland: 75201, 75202, 75204, 75205, 75206, 75207, 75208, 75209, 75210.
AC tune-up $89. Duct cleaning $120. Diagnostic visit $79, after hours $149.`;

const open = (page) => page.getByRole("button", { name: "Fill in from my website" }).click();

async function read(page, text) {
  await open(page);
  await page.getByRole("radio", { name: "A text that I paste" }).check();
  await page.getByLabel("Text", { exact: true }).fill(text);
  await page.getByRole("button", { name: "Read", exact: true }).click();
  await page.getByRole("heading", { name: "What we found" }).waitFor();
}

async function readWebsite(page, seen) {
  await open(page);
  await page.getByLabel("Website address").fill("acme.example");
  await page.getByRole("button", { name: "Read", exact: true }).click();
  await page.getByText(seen).waitFor();
}

function problem(status, name, headers = {}) {
  const type = `urn:front-desk:problem:${name}`;
  return { status, headers, contentType: "application/problem+json", body: JSON.stringify({ type, status }) };
}

function refusing(status, name, seen, headers) {
  const answer = problem(status, name, headers);
  return async (page) => {
    await page.route(PROPOSALS, (route) => route.fulfill(answer));
    await readWebsite(page, seen);
  };
}

async function reading(page) {
  // Without an answer it reads on, and the network is never idle again.
  await page.waitForLoadState("networkidle");
  await page.route(PROPOSALS, () => {});
  await readWebsite(page, "We are reading the website.");
}

const screen = (name, before, more = {}) => ({ name: `proposals-${name}`, as: OWNER, path: "/agent", before, ...more });

/** The set-up's first step, whose website is answered with this; without it, it is read and read. */
function inSetUp(seen, answer) {
  return async (page) => {
    await page.waitForLoadState("networkidle");
    await page.route(PROPOSALS, (route) => answer && route.fulfill(answer));
    await page.getByLabel("Website").fill("acme.example");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText(seen).first().waitFor();
  };
}

const FOUND = {
  hours: [],
  areas: [{ origin: "words", quote: "We serve Dallas and Plano", zips: [], cities: ["Dallas", "Plano"] }],
  services: [
    {
      origin: "words",
      quote: "Diagnostic visit $79",
      name: "Diagnostic visit",
      duration_minutes: 60,
      fee_micro_usd: 79_000_000,
    },
  ],
  languages: [],
  unclear: [],
  pages: ["https://acme.example/"],
  model: "not_needed",
};

const setUp = (name, before, more = {}) => ({
  name: `set-up-website-${name}`,
  as: FOUNDER,
  path: "/set-up/company",
  before,
  ...more,
});

export const PROPOSAL_SCREENS = [
  setUp("reading", inSetUp("We are reading the website.")),
  setUp("found", inSetUp("What we found", { json: FOUND })),
  setUp("failed", inSetUp("does not answer in time", problem(504, "website-too-slow")), { fails: true }),
  screen("source", open),
  screen("reading", reading),
  screen("found", (page) => read(page, TEXT)),
  screen("nothing", (page) => read(page, "We like furnaces.")),
  screen("too-slow", refusing(504, "website-too-slow", "does not answer in time"), { fails: true }),
  screen(
    "too-many",
    refusing(429, "too-many-requests", "Too many requests. Try again in 9 s.", { "Retry-After": "9" }),
    { fails: true },
  ),
];
