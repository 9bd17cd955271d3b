import { Link } from "@tanstack/react-router";
import { useText } from "../text/text";
import { buttonClass } from "../ui/button";
import { Notice, ProblemNotice } from "../ui/states";

/** A path without a screen. */
export function MissingScreen() {
  const text = useText();
  return (
    <Notice
      icon="search"
      title={text.problems["not-found"].title}
      action={
        <Link to="/" className={buttonClass()}>
          {text.today.title}
        </Link>
      }
    >
      {text.problems["not-found"].what}
    </Notice>
  );
}

/** A screen that failed as a whole: its session could not be read, or it has a mistake. */
export function BrokenScreen({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <main className="grid place-items-center min-h-dvh">
      <ProblemNotice error={error} onRetry={reset} />
    </main>
  );
}
