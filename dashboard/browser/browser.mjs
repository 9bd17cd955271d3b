// The browser of the tests: people who sign in, what a page reports as wrong, and the rules of accessibility.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// A folder with a build that replaces the one in `local`, so that a screen is tried without building Rust.
const BUILD = process.env.BUILD;
const OF_OTHERS = /^\/(admin|dev|twilio|calendar|unsubscribe|health)(\/|$)/;
const META = /<meta name="sign-in:[^>]*>/g;

const isFileOfBuild = (url) => url.hostname === "127.0.0.1" && !OF_OTHERS.test(url.pathname);

/** A file, or the part that a player of videos asks for. */
function fulfillFile(route, path) {
  const range = /^bytes=(\d+)-(\d*)$/.exec(route.request().headers().range ?? "");
  if (!range) return route.fulfill({ path });
  const whole = readFileSync(path);
  const [first, last] = [Number(range[1]), range[2] ? Number(range[2]) : whole.length - 1];
  const headers = { "accept-ranges": "bytes", "content-range": `bytes ${first}-${last}/${whole.length}` };
  const contentType = path.endsWith(".webm") ? "video/webm" : undefined;
  return route.fulfill({ status: 206, headers, contentType, body: whole.subarray(first, last + 1) });
}

/** Answers as `functions/dashboard` does: with a file, or with the page and the settings of this system. */
async function serveBuild(route) {
  const path = join(BUILD, new URL(route.request().url()).pathname);
  if (existsSync(path) && path !== join(BUILD, "/")) return fulfillFile(route, path);
  const response = await route.fetch();
  if (!response.headers()["content-type"]?.startsWith("text/html")) return route.fulfill({ response });
  const settings = (await response.text()).match(META) ?? [];
  const page = readFileSync(join(BUILD, "index.html"), "utf8");
  const body = settings.reduce(
    (text, meta) => text.replace(new RegExp(`${meta.split(" content=")[0]}[^>]*>`), meta),
    page,
  );
  return route.fulfill({ response, body });
}

/** The issuer leads back by a redirect, which a route does not see: the page goes there by itself, so that it is the build's. */
async function leadBack(route) {
  const response = await route.fetch({ maxRedirects: 0 });
  const { location } = response.headers();
  if (!location) return route.fulfill({ response });
  const url = location.replaceAll("&", "&amp;");
  return route.fulfill({ contentType: "text/html", body: `<meta http-equiv="refresh" content="0;url=${url}">` });
}

export const VIEWS = [390, 1280].flatMap((width) => ["light", "dark"].map((scheme) => ({ width, scheme })));

export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.BROWSER ?? "/usr/bin/chromium-headless-shell",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--autoplay-policy=no-user-gesture-required",
      // A microphone that beeps, and that each page may use: the shell without a window cannot ask.
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
    ],
  });
}

/** A page at an address of the system; `isServed` if that serves the build itself. `wrong` collects what the browser reports: errors, refusals of the policy. */
export async function openPage(
  browser,
  {
    width = 1280,
    height = width < 768 ? 844 : 800,
    scale = 1,
    scheme = "light",
    locale = "en-US",
    storageState,
    serviceWorkers = "block",
    isServed = false,
  } = {},
) {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme: scheme,
    reducedMotion: "reduce",
    locale,
    timezoneId: "America/Chicago",
    storageState,
    // A route does not see what a worker answers.
    serviceWorkers,
    isMobile: width < 768,
    hasTouch: width < 768,
  });
  await context.addInitScript({ content: AXE });
  if (BUILD && !isServed) {
    await context.route(isFileOfBuild, serveBuild);
    await context.route("**/dev/authorize*", leadBack);
  }
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const wrong = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !isNoExportYet(message)) wrong.push(message.text());
  });
  page.on("pageerror", (error) => wrong.push(error.message));
  return { context, page, wrong };
}

/** A company without an export answers 404, which the browser reports whatever the screen makes of it. */
function isNoExportYet(message) {
  return message.text().includes("404") && message.location().url.endsWith("/export");
}

/** Signs in on the development issuer's page: with a click, or as someone new by an e-mail address. */
export async function signIn(page, system, email, path = "/") {
  await page.goto(system.url + path);
  await page.getByRole("button", { name: /^(Sign in|Iniciar sesión)$/ }).click();
  await page.waitForURL(/\/dev\//);
  const person = page.locator(`button[value="${email}"]`);
  if ((await person.count()) > 0) await person.click();
  else {
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Name").fill(nameOf(email));
    await page.getByRole("button", { name: "Continue" }).click();
  }
  await page.waitForURL((url) => url.origin === system.url && !/^\/(callback|dev|sign-in)/.test(url.pathname));
  await page.locator("h1").first().waitFor();
}

/** kim.lee@peak.example is Kim Lee. */
function nameOf(email) {
  return email
    .split("@")[0]
    .split(".")
    .map((part) => part[0].toUpperCase() + part.slice(1))
    .join(" ");
}

const states = new Map();

/** A page of a person, at a path. Each person signs in once. */
export async function openAs(browser, system, email, path = "/", options = {}) {
  if (!states.has(email)) states.set(email, signedInState(browser, system, email));
  const opened = await openPage(browser, { ...options, storageState: await states.get(email) });
  await opened.page.goto(system.url + path);
  return opened;
}

async function signedInState(browser, system, email) {
  const { context, page } = await openPage(browser);
  await signIn(page, system, email);
  const state = await context.storageState();
  await context.close();
  return state;
}

/** Waits until nothing loads any more. */
export async function settle(page) {
  await page.locator("h1").first().waitFor({ state: "attached" });
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(() => !document.querySelector(".after-a-moment")).catch(() => {});
}

/** How long a page may take for anything, in milliseconds. */
const PATIENCE = 15_000;

/** Waits until what is read from a page is this. If it never is, it fails with what was read last. */
export async function becomes(read, expected, words) {
  const end = performance.now() + PATIENCE;
  let found = await read();
  while (!isDeepStrictEqual(found, expected) && performance.now() < end) {
    await sleep(50);
    found = await read();
  }
  assert.deepEqual(found, expected, words);
}

/** Waits until an element has the focus. */
export const hasFocus = (locator, words) =>
  becomes(() => locator.evaluate((element) => element === document.activeElement), true, words);

/** From now on, the page does not hear by itself what others change. */
export const hearNothing = (page) => page.route(/\/pulse(\?|$)/, (route) => route.abort());

/** In the page: a sound goes on until it is stopped, however long its test takes. */
export function soundsLast() {
  const { play } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.play = function () {
    this.loop = true;
    return play.call(this);
  };
}

/** Waits until a secret that was shown once is nowhere in the page: a dialog keeps its content for a moment after it closes. */
export async function isForgotten(page, secret) {
  await page.waitForFunction((secret) => !document.documentElement.outerHTML.includes(secret), secret);
}

const told = new WeakSet();

/** Lines about what is on the pages that a failed test left open, and on those of a test beside it: where they are, and their words. */
export async function whatShows(browser) {
  const pages = browser.contexts().flatMap((context) => context.pages());
  const shown = pages
    .filter((page) => !told.has(page))
    .map(async (page) => {
      told.add(page);
      const words = await page
        .locator("body")
        .ariaSnapshot()
        .catch((error) => error.message);
      return `on the page ${page.url()}\n${words}`.split("\n");
    });
  return (await Promise.all(shown)).flat();
}

/** In the page: Chromium keeps some inherited colours of the medium or scheme before, until the styles are computed anew. */
export function computeStylesAnew() {
  const { style } = document.documentElement;
  style.display = "none";
  document.documentElement.getBoundingClientRect();
  style.display = "";
  document.documentElement.getBoundingClientRect();
}

/** Fails with each violation of the rules of accessibility, and on a page that scrolls sideways. */
export async function assertAccessible(page, name) {
  const violations = await page.evaluate(async (rules) => {
    // What appears is judged as it stays: styles that are computed anew begin its animation anew. Some animations never end.
    const running = () =>
      document
        .getAnimations()
        .filter(({ playState, effect }) => playState === "running" && effect.getComputedTiming().endTime < Infinity);
    for (let all = running(); all.length > 0; all = running()) for (const animation of all) animation.finish();
    const { violations } = await globalThis.axe.run(document, { runOnly: { type: "tag", values: rules } });
    return violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes.map((node) => [node.html.slice(0, 160), ...node.any.map((check) => check.message)].join(" ")).join(" | ")}`,
    );
  }, RULES);
  assert.deepEqual(violations, [], name);
  const isWide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  assert.equal(isWide, false, `${name} scrolls sideways`);
}

/** The state of a page in light and dark, on a telephone and on a wide screen. */
export async function assertAccessibleEverywhere(page, name) {
  const { height } = page.viewportSize();
  for (const { width, scheme } of VIEWS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.evaluate(computeStylesAnew);
    await assertAccessible(page, `${name} at ${width} px, ${scheme}`);
  }
}
