// The people of the tests, and what screens of several areas need.

export const OWNER = "owner@acme.example";
export const VIEWER = "viewer@acme.example";
/** Someone whose company is not set up. */
export const FOUNDER = "finn.founder@fresh.example";

/** Makes a list of the API fail: the calls, without another one. */
export function failing(status, body = {}, list = /me\/calls(\?|$)/) {
  return async (page) => {
    await page.route(list, (route) =>
      route.fulfill({
        status,
        contentType: "application/problem+json",
        headers: { "retry-after": "30" },
        body: JSON.stringify({ type: "urn:front-desk:problem:x", title: "x", status, ...body }),
      }),
    );
    await page.reload();
    await page.getByRole("alert").first().waitFor();
  };
}

/** A draft is published after it has taken its test calls. */
export const TESTED = { timeout: 120_000 };
