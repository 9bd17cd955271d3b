// A company's website on loopback, for what reads it.

import { createServer } from "node:http";

export const PEAK = {
  "/": `<title>Peak Heating & Air</title><a href='/hours'>Hours</a>
    <p>Service area: Denver, Boulder and Golden</p><p>AC tune-up $95. Diagnostic visit $79.</p>`,
  "/hours": "<h2>Hours</h2><p>Mon-Fri 7am-6pm</p>",
};

/** Serves pages by their paths. */
export async function serve(pages) {
  const server = createServer((request, response) => {
    const page = pages[request.url];
    response.writeHead(page ? 200 : 404, { "content-type": "text/html" }).end(page);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  // It holds up no program that has nothing else to do.
  server.unref();
  const close = () => new Promise((resolve) => server.close(resolve) && server.closeAllConnections());
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

/** In this page, any address that is to be read is that of the served pages: a picture shows an address as owners have them. */
export async function standIn(page, pages) {
  const { url } = await serve(pages);
  await page.route("**/proposals", (route) => route.continue({ postData: JSON.stringify({ website: url }) }));
}
