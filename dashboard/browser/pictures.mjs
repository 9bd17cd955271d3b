// Takes the pictures of the guide for owners: leads a company from the sign-up to the launch, as the tests do, and keeps what a
// telephone shows at each step: `npm run pictures`, into docs/pictures.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openPage, settle, signIn, startBrowser } from "./browser.mjs";
import { TESTED } from "./screen.mjs";
import { startSystem } from "./system.mjs";
import { PEAK, standIn } from "./website.mjs";

const FOLDER = new URL("../../docs/pictures/", import.meta.url).pathname;
const EMAIL = "kim.lee@peak.example";

await mkdir(FOLDER, { recursive: true });
const system = await startSystem();
const browser = await startBrowser();
try {
  const { page } = await openPage(browser, { width: 390 });
  const take = async (name) => {
    await settle(page);
    await page.evaluate(() => document.activeElement?.blur());
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  };
  const next = () => page.getByRole("button", { name: "Continue" }).click();
  const { account_sid, auth_token } = system.manifest.spare_twilio_account;

  await signIn(page, system, EMAIL);
  await page.getByLabel("Company name").fill("Peak Heating & Air");
  await standIn(page, PEAK);
  await page.getByLabel("Website").fill("peak.example");
  await page.getByLabel("ZIP codes").fill("802, 80301");
  await page.getByLabel("Heating or cooling repair").fill("89");
  await take("company");
  await page.getByRole("button", { name: "Create my company" }).click();
  await page.getByRole("heading", { name: "What we found" }).waitFor();
  await take("website");
  await page.getByRole("button", { name: "Use what is ticked" }).click();

  await page.getByLabel("Account SID").fill(account_sid);
  await page.getByLabel("Auth token").fill(auth_token);
  await page.getByRole("button", { name: "Check and save" }).click();
  await page.getByLabel("(214) 555-0110").waitFor();
  await page.getByLabel("Forwarding number").fill("(720) 555-0188");
  await take("telephone");
  await next();

  await page.getByRole("button", { name: /^Saturday/ }).click();
  await page.getByRole("button", { name: "Add hours" }).click();
  await page.getByRole("button", { name: /^Thursday/ }).scrollIntoViewIfNeeded();
  await take("hours");
  await next();

  await page.getByRole("radio", { name: "sage" }).check();
  await take("voice");
  await next();

  await page.getByText("I'm Nova").waitFor();
  await page.getByRole("button", { name: "Start a test call" }).click();
  await page.getByLabel("What the caller says").fill("I smell gas in the kitchen.");
  await page.getByRole("button", { name: "Say", exact: true }).click();
  await page.getByText("gas leak").first().waitFor();
  await page.getByRole("log").scrollIntoViewIfNeeded();
  await take("launch");
  await page.getByRole("button", { name: "Launch" }).click();

  const forward = page.getByText("Forward your line to the agent");
  await forward.waitFor(TESTED);
  await forward.click();
  await take("first-days");
  await page.goto(`${system.url}/numbers`);
  await page.getByText("Calls reach your agent").waitFor();
  await take("numbers");
} finally {
  await browser.close();
  await system.stop();
}
