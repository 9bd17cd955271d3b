import { createContext, useContext, useState, useSyncExternalStore } from "react";
import { asProblem } from "../api/problem";
import { useText } from "../text/text";
import { Button } from "./button";

export type SignInAgain = {
  /** Signs the person in anew, in a window of its own. Rejects if that window was closed before. */
  signInAgain: () => Promise<void>;
  /** Whether the session has ended and not gone on since. */
  isOver: () => boolean;
  subscribe: (listener: () => void) => () => void;
};

export const SignInAgainContext = createContext<SignInAgain | null>(null);

type Props = {
  look?: "main" | "quiet";
  /** What was refused. The next refusal needs the button again. */
  refusal?: unknown;
  onDone?: () => void;
};

/**
 * Signs in again beside the page, so that everything typed on it stays. Afterwards it says so: the person repeats what was
 * refused.
 */
export function SignInAgainButton(props: Props) {
  const session = useContext(SignInAgainContext);
  return session && <Ready {...props} session={session} />;
}

function Ready({ session, look = "quiet", refusal, onDone }: Props & { session: SignInAgain }) {
  const text = useText().common;
  const isOver = useSyncExternalStore(session.subscribe, session.isOver);
  const [state, setState] = useState<"ready" | "busy" | { doneFor: unknown }>("ready");
  // Another button may have done it.
  const isBack = !isOver && asProblem(refusal).kind === "session-ended";
  if (isBack || (typeof state === "object" && state.doneFor === refusal))
    return <span role="status">{text.signedInAgain}</span>;
  const press = async () => {
    setState("busy");
    try {
      await session.signInAgain();
      setState({ doneFor: refusal });
      onDone?.();
    } catch {
      setState("ready");
    }
  };
  return (
    <Button look={look} isBusy={state === "busy"} onClick={() => void press()}>
      {text.signInAgain}
    </Button>
  );
}
