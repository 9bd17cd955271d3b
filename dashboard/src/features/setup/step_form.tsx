import { Link } from "@tanstack/react-router";
import { type FormEventHandler, type ReactNode, useRef } from "react";
import { useSetupText } from "../../text/setup";
import { Button, buttonClass } from "../../ui/button";
import { ProblemBanner } from "../../ui/states";
import { type Step, stepBefore } from "./steps";

type Props = {
  step: Step;
  onSubmit?: FormEventHandler<HTMLFormElement>;
  /** Instead of `onSubmit`, for a step that contains forms of its own. */
  onPress?: () => void;
  isBusy: boolean;
  /** Someone saved first, and the person has not chosen yet: then nothing is sent, and the choice above comes into sight. */
  isBehind?: boolean;
  error?: unknown;
  /** What the API answered about no field of this form. */
  others?: string[];
  next?: string | undefined;
  /** What the button says while it is busy, if it does not save. */
  busy?: string;
  beside?: ReactNode;
  children: ReactNode;
};

/** The form of a step: what went wrong above it, the way back and on below it, always in sight on a telephone. */
export function StepForm({ step, onSubmit, onPress, isBehind = false, error, others = [], children, ...rest }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const content = (
    <>
      {error !== undefined && error !== null && <StepProblem error={error} others={others} />}
      {children}
      <Footer step={step} onPress={onPress} {...rest} />
    </>
  );
  const look = "grow flex flex-col gap-5";
  if (onPress) return <div className={look}>{content}</div>;
  const submit: FormEventHandler<HTMLFormElement> = (event) => {
    if (!isBehind) return onSubmit?.(event);
    event.preventDefault();
    // The choice is the first thing in the form.
    form.current?.querySelector<HTMLElement>("button")?.focus();
    scrollTo(0, 0);
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className={look}>
      {content}
    </form>
  );
}

function Footer({
  step,
  onPress,
  isBusy,
  next,
  busy,
  beside,
}: Pick<Props, "step" | "onPress" | "isBusy" | "next" | "busy" | "beside">) {
  const text = useSetupText();
  const back = stepBefore(step);
  return (
    <footer className="sticky bottom-0 z-10 -mx-4 mt-auto flex items-center gap-2 border-t border-line bg-page px-4 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
      {back && (
        <Link to="/set-up/$step" params={{ step: back }} className={buttonClass("quiet")}>
          {text.common.back}
        </Link>
      )}
      <span className="ml-auto flex items-center gap-2">
        {beside}
        <Button type={onPress ? "button" : "submit"} look="main" isBusy={isBusy} onClick={onPress}>
          {isBusy ? (busy ?? text.setup.saving) : (next ?? text.setup.next)}
        </Button>
      </span>
    </footer>
  );
}

function StepProblem({ error, others }: { error: unknown; others: string[] }) {
  return (
    <div className="grid gap-2">
      <ProblemBanner error={error} />
      {others.map((message) => (
        <p key={message} className="text-bad">
          {message}
        </p>
      ))}
    </div>
  );
}
