// What the guide for owners shows: a company is led from the sign-up to the launch on a telephone, with a picture of each step. The
// words of the screens are recorded with the pictures, and a test that leads through them again fails when they are others.

import { settle, signIn } from "./browser.mjs";
import { TESTED } from "./screen.mjs";
import { PEAK, standIn } from "./website.mjs";

export const FOLDER = new URL("../../docs/pictures/", import.meta.url);
export const WORDS = new URL("words.json", FOLDER);
const EMAIL = "kim.lee@peak.example";

/** In the page: the headings, labels and buttons that a picture shows, without what depends on the day. */
function wordsShown() {
  const ofTheDay = /\b[AP]M\b|\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b/;
  const isShown = (element) => {
    const { top, bottom, height } = element.getBoundingClientRect();
    return height > 0 && bottom > 0 && top < innerHeight && !element.closest("[role=log], [inert]");
  };
  const elements = [...document.querySelectorAll("h1, h2, h3, label, legend, summary, button, a")].filter(isShown);
  const words = elements.map((element) => element.textContent.replace(/\s+/g, " ").trim());
  return words.filter((each) => each && !ofTheDay.test(each));
}

/** Leads through the steps. `take` gets the name of each picture, and the words on it. */
export async function leadThrough(page, system, take) {
  const show = async (name) => {
    await settle(page);
    await page.evaluate(() => document.activeElement?.blur());
    // A confirmation covers what the picture is about, and goes away.
    await page.waitForFunction(() => !document.querySelector("div[aria-live] > p"));
    await take(name, await page.evaluate(wordsShown));
  };
  const next = () => page.getByRole("button", { name: "Continue" }).click();
  const { account_sid, auth_token } = system.manifest.spare_twilio_account;

  await signIn(page, system, EMAIL);
  await page.getByLabel("Company name").fill("Peak Heating & Air");
  await standIn(page, PEAK);
  await page.getByLabel("Website").fill("peak.example");
  await page.getByLabel("ZIP codes").fill("802, 80301");
  await page.getByLabel("Heating or cooling repair").fill("89");
  await page.getByText("Company name").evaluate((name) => name.scrollIntoView());
  await show("company");
  await page.getByRole("button", { name: "Create my company" }).click();
  await page.getByRole("heading", { name: "What we found" }).waitFor();
  await show("website");
  await page.getByRole("button", { name: "Use what is ticked" }).click();

  await page.getByLabel("Account SID").fill(account_sid);
  await page.getByLabel("Auth token").fill(auth_token);
  await page.getByRole("button", { name: "Check and save" }).click();
  await page.getByLabel("(214) 555-0110").waitFor();
  await page.getByLabel("Forwarding number").fill("(720) 555-0188");
  await show("telephone");
  await next();

  await page.getByRole("button", { name: /^Saturday/ }).click();
  await page.getByRole("button", { name: "Add hours" }).click();
  await page.getByRole("heading", { name: "The week" }).evaluate((week) => week.scrollIntoView());
  await show("hours");
  await next();

  await page.getByRole("radio", { name: "sage" }).check();
  await page.getByLabel("Name of the agent").evaluate((name) => name.scrollIntoView());
  await show("voice");
  await next();

  await page.getByText("I'm Nova").waitFor();
  await page.getByRole("button", { name: "Start a test call" }).click();
  await page.getByLabel("What the caller says").fill("I smell gas in the kitchen.");
  await page.getByRole("button", { name: "Say", exact: true }).click();
  await page.getByText("gas leak").first().waitFor();
  await page.getByRole("heading", { name: "Test call" }).evaluate((call) => call.scrollIntoView());
  await show("launch");
  await page.getByRole("button", { name: "Launch" }).click();

  const forward = page.getByText("Forward your line to the agent");
  await forward.waitFor(TESTED);
  await forward.click();
  await show("first-days");
  await page.goto(`${system.url}/numbers`);
  await page.getByText("Calls reach your agent").waitFor();
  await show("numbers");
}
