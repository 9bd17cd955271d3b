// The session: signs in with a code and its proof key (RFC 7636), and renews the access token with a refresh token that is
// replaced at each use. Tabs share the session, and a lock lets only one of them renew it. A session that ended while a page is
// open goes on after a sign-in in a window beside it, so that the page keeps what was typed.

import type { UserManager } from "oidc-client-ts";
import { forgetTyped } from "../ui/kept";
import { type Issuer, OPERATORS, PEOPLE } from "./settings";

/** A token is renewed when it has less than this left. */
const MARGIN_SECONDS = 60;
const KIND = "session.kind";
const CHANNEL = "session";

/** Where the window of a second sign-in begins, and where it ends. */
export const SIGN_IN_AGAIN = "/sign-in-again";
const SIGNED_IN_AGAIN = "/signed-in-again";
const WATCH_MS = 500;

type Kind = "people" | "operators";
type News = "ended" | "renewed";
const ISSUERS: Record<Kind, Issuer> = { people: PEOPLE, operators: OPERATORS };

/** What is kept of a session, as oidc-client-ts stores it. */
type Stored = {
  access_token: string;
  refresh_token?: string;
  expires_at: number;
  profile: { name?: string; email?: string; sub: string };
};

/** The library is loaded only where it is needed: most visits have a token that is still valid. */
async function managerOf(kind: Kind): Promise<UserManager> {
  const { UserManager, WebStorageStateStore } = await import("oidc-client-ts");
  const { url, clientId } = ISSUERS[kind];
  const store = new WebStorageStateStore({ store: localStorage });
  return new UserManager({
    authority: url,
    client_id: clientId,
    redirect_uri: `${location.origin}/callback`,
    post_logout_redirect_uri: `${location.origin}/sign-in`,
    scope: kind === "people" ? "openid email profile" : "openid email",
    automaticSilentRenew: false,
    revokeTokenTypes: ["refresh_token"],
    userStore: store,
    stateStore: store,
  });
}

function isFresh(stored: Stored): boolean {
  return stored.expires_at - Date.now() / 1_000 > MARGIN_SECONDS;
}

/** Whether the issuer answered with an error of OAuth, such as `invalid_grant`. */
function isRefusal(error: unknown): boolean {
  return typeof error === "object" && error !== null && "error" in error;
}

export class Session {
  #kind: Kind = localStorage.getItem(KIND) === "operators" ? "operators" : "people";
  #manager: Promise<UserManager> | undefined;
  #channel = new BroadcastChannel(CHANNEL);

  #isSignedOut = false;
  #person = this.#stored()?.profile.sub;
  #isOver = false;
  #listeners = new Set<() => void>();

  /** Called when the person signed out in another tab. */
  onSignedOut: () => void = () => {};
  /** Called when the session goes on after it ended. */
  onRenewed: () => void = () => {};

  constructor() {
    this.#channel.onmessage = ({ data }: MessageEvent<News>) => (data === "ended" ? this.#leave() : this.#goOn());
  }

  /** Whether the API does not accept the session any more. */
  isOver = (): boolean => this.#isOver;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Notes that the API refused the tokens. The page stays, and asks for a new sign-in. */
  end(): void {
    this.forget();
    this.#setOver(true);
  }

  /** The signed-in person; their access token may need renewal. */
  user(): Stored | null {
    const stored = this.#stored();
    return stored && (isFresh(stored) || stored.refresh_token) ? stored : null;
  }

  /** A valid access token, or none. */
  async token(): Promise<string | undefined> {
    const stored = this.#stored();
    if (stored && isFresh(stored)) return stored.access_token;
    if (!stored?.refresh_token) return undefined;
    return navigator.locks.request("session", async () => {
      // Another tab may have renewed it while this one waited.
      const current = this.#stored();
      if (current && isFresh(current)) return current.access_token;
      try {
        const manager = await this.#loaded();
        return (await manager.signinSilent())?.access_token;
      } catch (error) {
        // A refused token ends the session. Without a network, or an issuer that answers, it goes on.
        if (!isRefusal(error)) throw error;
        this.forget();
        return undefined;
      }
    });
  }

  /** Leaves for the issuer's page. It leads back to `returnTo`. */
  async signIn(returnTo: string, kind: Kind = "people"): Promise<void> {
    if (kind !== this.#kind) {
      this.forget();
      localStorage.setItem(KIND, kind);
      this.#kind = kind;
      this.#manager = undefined;
    }
    const manager = await this.#loaded();
    await manager.signinRedirect({ state: returnTo });
  }

  /** Signs in again in a window of its own. Must follow a press: browsers refuse other windows. */
  async signInAgain(): Promise<void> {
    const opened = open(SIGN_IN_AGAIN, "sign-in-again", "popup,width=480,height=720");
    if (!opened) {
      await this.signIn(location.pathname + location.search, this.#kind);
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const channel = new BroadcastChannel(CHANNEL);
      // The window's message may come after its end, so it is waited for once more.
      let wasClosed = false;
      const watch = setInterval(() => {
        if (wasClosed) leave(reject);
        wasClosed = opened.closed;
      }, WATCH_MS);
      const leave = (settle: () => void) => {
        clearInterval(watch);
        channel.close();
        settle();
      };
      channel.onmessage = ({ data }: MessageEvent<News>) => data === "renewed" && leave(resolve);
    });
  }

  /** In the window of the second sign-in: leaves for the issuer's page, which asks for the password also who is signed in. */
  async beginSignInAgain(): Promise<void> {
    const manager = await this.#loaded();
    const email = this.#stored()?.profile.email;
    await manager.signinRedirect({ state: SIGNED_IN_AGAIN, prompt: "login", ...(email && { login_hint: email }) });
  }

  /** Closes the window of the second sign-in; `false` in any other window. */
  closeIfSignedInAgain(returnTo: string): boolean {
    if (returnTo !== SIGNED_IN_AGAIN) return false;
    this.#channel.postMessage("renewed" satisfies News);
    close();
    return true;
  }

  /** Takes the code from the address; returns where the person was going. */
  async finishSignIn(): Promise<string> {
    const manager = await this.#loaded();
    const user = await manager.signinCallback();
    const returnTo = typeof user?.state === "string" ? user.state : "/";
    // Only a path of ours.
    return /^\/(?!\/)/.test(returnTo) ? returnTo : "/";
  }

  /** Revokes the refresh token, notifies the other tabs, and signs out at the issuer. */
  async signOut(): Promise<void> {
    const manager = await this.#loaded();
    await manager.revokeTokens().catch(() => {});
    this.#channel.postMessage("ended" satisfies News);
    forgetTyped();
    const logOutUri = `${location.origin}/sign-in`;
    const extraQueryParams = { client_id: ISSUERS[this.#kind].clientId, logout_uri: logOutUri };
    await manager.signoutRedirect({ extraQueryParams }).catch(() => {
      // The issuer has no page for it: the revoked token is what counts.
      this.forget();
      location.assign(logOutUri);
    });
  }

  /** Forgets the tokens: they are not valid any more. */
  forget(): void {
    localStorage.removeItem(this.#key());
  }

  /** Another tab signed out. Its storage reaches this tab some time after its message, so the tokens here no longer count. */
  #leave(): void {
    this.#isSignedOut = true;
    forgetTyped();
    this.onSignedOut();
  }

  #goOn(): void {
    this.#isSignedOut = false;
    const person = this.#stored()?.profile.sub;
    // What is on the page belongs to someone else.
    if (this.#person !== undefined && person !== this.#person) location.assign("/");
    else {
      this.#setOver(false);
      this.onRenewed();
    }
  }

  #setOver(isOver: boolean): void {
    this.#isOver = isOver;
    for (const listener of this.#listeners) listener();
  }

  #key(): string {
    const { url, clientId } = ISSUERS[this.#kind];
    return `oidc.user:${url}:${clientId}`;
  }

  #stored(): Stored | null {
    if (this.#isSignedOut) return null;
    try {
      return JSON.parse(localStorage.getItem(this.#key()) ?? "null");
    } catch {
      return null;
    }
  }

  #loaded(): Promise<UserManager> {
    // A library that could not be loaded, for want of a network, is loaded at the next try.
    this.#manager ??= managerOf(this.#kind).catch((error: unknown) => {
      this.#manager = undefined;
      throw error;
    });
    return this.#manager;
  }
}
