// The code of an invitation on its way through the sign-in. It leaves the address at once, and this tab forgets it when it closes.

const KEY = "invitation";

/** The code of the address, or the one that this tab had before the sign-in. */
export function readInvitation(): string | undefined {
  const code = /^#(inv_[A-Za-z0-9_-]+)$/.exec(location.hash)?.[1];
  if (code) {
    sessionStorage.setItem(KEY, code);
    history.replaceState(history.state, "", location.pathname);
  }
  return code ?? sessionStorage.getItem(KEY) ?? undefined;
}

export function forgetInvitation(): void {
  sessionStorage.removeItem(KEY);
}
