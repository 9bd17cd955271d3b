// Makes a WebM video of still pictures: Chromium encodes them (VP9), mediabunny writes the file.

import { readFileSync } from "node:fs";

const MUXER = readFileSync(new URL("../../node_modules/mediabunny/dist/bundles/mediabunny.min.mjs", import.meta.url));
/** An encoder needs a secure origin; this one is answered here. */
const ORIGIN = "https://encoder.example";
/** Below the picture is room for the captions, so that they cover no button. */
export const BAND = { 390: 148, 1024: 92 };
/** From 0, without loss, to 63. */
const QUANTIZER = 46;
/** A player that seeks decodes from the key frame before. In seconds. */
const KEY_EVERY = 30;

/** `pictures` are PNGs with the box that each points at, and their times in seconds. `scale` is of the pictures' pixels. */
export async function encode(browser, pictures, { width, height, scale }) {
  const page = await browser.newPage();
  await page.route(`${ORIGIN}/**`, (route) =>
    route.fulfill(
      route.request().url().endsWith(".mjs")
        ? { contentType: "text/javascript", body: MUXER }
        : { contentType: "text/html", body: "<!doctype html><title>Encoder</title>" },
    ),
  );
  await page.goto(`${ORIGIN}/`);
  const frames = pictures.map(({ png, ...rest }) => ({ ...rest, png: png.toString("base64") }));
  const size = {
    width: width * scale,
    height: (height + BAND[width]) * scale,
    scale,
    quantizer: QUANTIZER,
    keyEvery: KEY_EVERY,
  };
  const encoded = await page.evaluate(encodeInPage, { frames, size });
  await page.close();
  return Buffer.from(encoded, "base64");
}

/** Runs in the page. A picture is repeated each second, which costs nothing: a player then seeks well. */
async function encodeInPage({ frames, size }) {
  const { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Output, WebMOutputFormat } = await import(
    "https://encoder.example/muxer.mjs"
  );
  const { width, height, scale, quantizer, keyEvery } = size;
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const track = new EncodedVideoPacketSource("vp9");
  output.addVideoTrack(track, { frameRate: 1 });
  await output.start();

  let written = Promise.resolve();
  let failure;
  const encoder = new VideoEncoder({
    output: (chunk, meta) => {
      written = written.then(() => track.add(EncodedPacket.fromEncodedChunk(chunk), meta));
    },
    error: (error) => {
      failure = error;
    },
  });
  encoder.configure({
    codec: "vp09.00.40.08",
    width,
    height,
    bitrateMode: "quantizer",
    latencyMode: "quality",
    contentHint: "text",
  });

  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false });
  const draw = async ({ png, box }) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    context.fillStyle = "#14171c";
    context.fillRect(0, 0, width, height);
    context.drawImage(picture, 0, 0);
    // A ring around what the caption speaks of.
    const room = 6;
    context.strokeStyle = "#d9480f";
    context.lineWidth = 3 * scale;
    context.beginPath();
    const [x, y, w, h] = [box.x - room, box.y - room, box.width + 2 * room, box.height + 2 * room];
    context.roundRect(x * scale, y * scale, w * scale, h * scale, 8 * scale);
    context.stroke();
  };

  let nextKey = 0;
  for (const picture of frames) {
    await draw(picture);
    for (let second = picture.begin; second < picture.end; second += 1) {
      const frame = new VideoFrame(canvas, { timestamp: second * 1_000_000, duration: 1_000_000 });
      const keyFrame = second >= nextKey;
      if (keyFrame) nextKey = second + keyEvery;
      encoder.encode(frame, { keyFrame, vp9: { quantizer } });
      frame.close();
    }
    await encoder.flush();
    if (failure) throw failure;
  }
  encoder.close();
  await written;
  await output.finalize();
  const bytes = new Uint8Array(target.buffer);
  let text = "";
  for (let place = 0; place < bytes.length; place += 32_768) {
    text += String.fromCharCode(...bytes.subarray(place, place + 32_768));
  }
  return btoa(text);
}
