// Draws public/icon.svg as the pictures that telephones ask for: `npm run icons`. They are committed.

import { readFileSync, writeFileSync } from "node:fs";
import { startBrowser } from "./browser.mjs";

const PUBLIC = new URL("../public/", import.meta.url);
const SVG = readFileSync(new URL("icon.svg", PUBLIC), "utf8");
const COLOUR = /<rect[^>]*fill="([^"]+)"/.exec(SVG)[1];

// A telephone cuts a maskable picture, and Apple's, to its own shape: they are full to the edge, and the drawing keeps within
// the middle 80 %.
const PICTURES = [
  { name: "icon-192.png", size: 192, share: 1 },
  { name: "icon-512.png", size: 512, share: 1 },
  { name: "icon-maskable-512.png", size: 512, share: 0.8, background: COLOUR },
  { name: "apple-touch-icon.png", size: 180, share: 0.9, background: COLOUR },
];

const browser = await startBrowser();
try {
  for (const { name, size, share, background = "transparent" } of PICTURES) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const drawn = `data:image/svg+xml,${encodeURIComponent(SVG)}`;
    await page.setContent(
      `<body style="margin:0;height:100vh;display:grid;place-items:center;background:${background}">` +
        `<img alt="" src="${drawn}" width="${size * share}" height="${size * share}">`,
    );
    await page.locator("img").evaluate((image) => image.decode());
    writeFileSync(new URL(name, PUBLIC), await page.screenshot({ omitBackground: true }));
    await page.close();
  }
} finally {
  await browser.close();
}
