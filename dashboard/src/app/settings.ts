// What `functions/dashboard` writes into the page about this deployment.

function setting(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="sign-in:${name}"]`)?.content ?? "";
}

export type Issuer = { url: string; clientId: string };

export const PEOPLE: Issuer = { url: setting("issuer"), clientId: setting("client-id") };
export const OPERATORS: Issuer = { url: setting("operator-issuer"), clientId: setting("operator-client-id") };

/** The development issuer checks no password, and never serves a deployment. */
export const isDevelopment = PEOPLE.clientId === "front-desk-dev";
