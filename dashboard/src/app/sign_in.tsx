import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { ApiProblem } from "../api/problem";
import { useText } from "../text/text";
import { Button } from "../ui/button";
import { Banner, ProblemBanner } from "../ui/states";
import { isDevelopment } from "./settings";

/** In the address after the issuer led back without a session. */
const FAILED = "#failed";

const route = getRouteApi("/sign-in");

/** Leads to the issuer's page, which asks for the password. */
export function SignIn() {
  const { to: returnTo = "/" } = route.useSearch();
  const { session } = route.useRouteContext();
  const text = useText();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const leave = (kind: "people" | "operators") => {
    setIsBusy(true);
    setError(undefined);
    session.signIn(returnTo, kind).catch((failure: unknown) => {
      setIsBusy(false);
      setError(navigator.onLine ? failure : new ApiProblem("offline"));
    });
  };
  return (
    <main className="grid place-items-center min-h-dvh p-4">
      <div className="grid gap-6 w-full max-w-sm">
        <div className="grid justify-items-center gap-3 text-center">
          <img src="/icon.svg" alt="" className="size-12" />
          <h1 className="text-xl font-semibold tracking-tight">{text.common.product}</h1>
          <p className="text-quiet">{text.signIn.lead}</p>
        </div>
        {error === undefined && location.hash === FAILED && <Banner tone="warn">{text.signIn.failed}</Banner>}
        {error !== undefined && <ProblemBanner error={error} />}
        <div className="grid gap-3">
          <Button look="main" isBusy={isBusy} onClick={() => leave("people")}>
            {isBusy ? text.signIn.busy : text.signIn.button}
          </Button>
          <p className="text-center text-quiet">{isDevelopment ? text.signIn.development : text.signIn.signUp}</p>
        </div>
        <button
          type="button"
          onClick={() => leave("operators")}
          className="justify-self-center min-h-11 px-3 text-quiet underline underline-offset-2 hover:text-ink"
        >
          {text.signIn.operator}
        </button>
      </div>
    </main>
  );
}
