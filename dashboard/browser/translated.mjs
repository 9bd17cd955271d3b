// Lets the steps that bring a page to a state, which name what they press in English, find it in another language.

import { createServer } from "vite";

const ROOT = new URL("..", import.meta.url).pathname;
const PARTS =
  "agent audit buy_number calls config customers figures first_days inbox join keys later notifications numbers platform proposals scenarios schedule settings setup talk team today twilio walkthroughs webhooks";
const FILES = ["en", ...PARTS.split(" ").map((part) => `en/${part}`)];
/** Stands for what a text is given. */
const GIVEN = ["⁑0", "⁑1", "⁑2"];

const escaped = (words) => words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The texts of two dictionaries, side by side; `⁑0` is what a text is given. */
function* pairsOf(one, other) {
  if (typeof one === "string" && typeof other === "string") yield [one, other];
  if (typeof one === "function") {
    try {
      yield* pairsOf(one(...GIVEN), other(...GIVEN));
    } catch {
      // It takes no words.
    }
  }
  if (typeof one !== "object" || one === null) return;
  for (const key of Object.keys(one)) yield* pairsOf(one[key], other?.[key]);
}

/** The days that the browser names. */
function weekdays(language) {
  const names = (locale) => {
    const format = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
    return [...Array(7).keys()].map((day) => format.format(Date.UTC(2026, 0, 4 + day)));
  };
  const others = names(language);
  return names("en").map((name, day) => [name, others[day]]);
}

async function readPairs(language) {
  const vite = await createServer({
    root: ROOT,
    configFile: false,
    server: { middlewareMode: true },
    logLevel: "error",
  });
  try {
    const read = (file) => vite.ssrLoadModule(`/src/text/${file}.ts`);
    const pairs = [];
    for (const file of FILES) {
      const [one, other] = [await read(file), await read(file.replace(/^en/, language))];
      for (const name of Object.keys(one)) pairs.push(...pairsOf(one[name], other[name] ?? other[language]));
    }
    return [...pairs, ...weekdays(language)];
  } finally {
    await vite.close();
  }
}

/** What finds the same words in the other language; the words of the company, and those of the API, stay. */
function translator(pairs) {
  const known = new Map();
  return (words, isExact) => {
    const key = `${words} ${isExact}`;
    if (!known.has(key)) known.set(key, translate(words, isExact));
    return known.get(key);
  };
  function translate(words, isExact) {
    const found = new Set();
    for (const [one, other] of pairs) {
      const pattern = escaped(one).replace(/⁑(\d)/g, (_, place) => `(?<given${place}>.+)`);
      const given = typeof words === "string" ? new RegExp(`^${pattern}$`, "i").exec(words) : undefined;
      const is =
        typeof words !== "string"
          ? words.test(one.replace(/⁑\d/g, "1"))
          : given || (!isExact && one.toLowerCase().includes(words.toLowerCase()));
      if (!is) continue;
      const put = (_, place) => (given ? escaped(given.groups?.[`given${place}`] ?? "") : ".+");
      found.add(`^\\s*${escaped(other).replace(/⁑(\d)/g, put)}${isExact ? "\\s*$" : ""}`);
    }
    if (found.size === 0) return words;
    const own = typeof words === "string" ? escaped(words) : words.source;
    return new RegExp([...found, isExact ? `^\\s*${own}\\s*$` : own].join("|"), "i");
  }
}

/** From now on, all pages of this browser are asked in English and searched in this language. */
export async function searchIn(language, browser) {
  const translate = translator(await readPairs(language));
  const page = await browser.newPage();
  for (const searched of [Object.getPrototypeOf(page), Object.getPrototypeOf(page.locator("body"))]) {
    const { getByRole, getByLabel, getByText } = searched;
    searched.getByRole = function (role, { name, exact, ...rest } = {}) {
      return getByRole.call(this, role, name === undefined ? rest : { name: translate(name, exact), ...rest });
    };
    for (const [method, search] of Object.entries({ getByLabel, getByText })) {
      searched[method] = function (words, { exact, ...rest } = {}) {
        return search.call(this, translate(words, exact), rest);
      };
    }
  }
  await page.close();
}
