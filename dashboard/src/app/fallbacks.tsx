import { Link, useMatch, useRouter } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { ApiProblem } from "../api/problem";
import { useText } from "../text/text";
import { buttonClass } from "../ui/button";
import { Notice, ProblemNotice } from "../ui/states";

const REGION = "grid place-items-center min-h-[70dvh]";

/** A path without a screen. */
export function MissingScreen() {
  const text = useText();
  const { title, what } = text.problems["not-found"];
  return (
    <main className={REGION}>
      <h1 className="sr-only">{title}</h1>
      <Notice
        icon="search"
        title={title}
        action={
          <Link to="/" className={buttonClass()}>
            {text.common.product}
          </Link>
        }
      >
        {what}
      </Notice>
    </main>
  );
}

/**
 * A screen that failed as a whole: its session could not be read, its file could not be loaded, or it has a mistake. Without a
 * network it says that, and tries again once there is one. The menus stay beside it, if the person is known.
 */
export function BrokenScreen({ error, reset }: { error: unknown; reset: () => void }) {
  const text = useText();
  const router = useRouter();
  const frame = useMatch({ from: "/signed-in", shouldThrow: false });
  const Region = frame?.status === "success" ? "div" : "main";
  const retry = useCallback(() => {
    reset();
    void router.invalidate();
  }, [reset, router]);
  useEffect(() => {
    addEventListener("online", retry);
    return () => removeEventListener("online", retry);
  }, [retry]);
  return (
    <Region className={REGION}>
      <h1 className="sr-only">{text.common.product}</h1>
      <ProblemNotice error={navigator.onLine ? error : new ApiProblem("offline")} onRetry={retry} />
    </Region>
  );
}
