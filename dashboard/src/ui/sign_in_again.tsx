import { createContext, useContext, useState } from "react";
import { useText } from "../text/text";
import { Button } from "./button";

/** Signs the person in anew, in a window of its own. Rejects if that window was closed before. */
export type SignInAgain = () => Promise<void>;

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
export function SignInAgainButton({ look = "quiet", refusal, onDone }: Props) {
  const text = useText().common;
  const signInAgain = useContext(SignInAgainContext);
  const [state, setState] = useState<"ready" | "busy" | { doneFor: unknown }>("ready");
  if (!signInAgain) return null;
  if (typeof state === "object" && state.doneFor === refusal) return <span role="status">{text.signedInAgain}</span>;
  const press = async () => {
    setState("busy");
    try {
      await signInAgain();
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
