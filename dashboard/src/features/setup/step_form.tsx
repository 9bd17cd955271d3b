import { Link } from "@tanstack/react-router";
import type { FormEventHandler, ReactNode } from "react";
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
  error?: unknown;
  /** What the API answered about no field of this form. */
  others?: string[];
  next?: string;
  beside?: ReactNode;
  children: ReactNode;
};

/** The form of a step: what went wrong above it, the way back and on below it, always in sight on a telephone. */
export function StepForm({ step, onSubmit, onPress, isBusy, error, others = [], next, beside, children }: Props) {
  const text = useSetupText();
  const back = stepBefore(step);
  const content = (
    <>
      {error !== undefined && error !== null && <StepProblem error={error} others={others} />}
      {children}
      <footer className="sticky bottom-0 z-10 -mx-4 mt-auto flex items-center gap-2 border-t border-line bg-page px-4 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
        {back && (
          <Link to="/set-up/$step" params={{ step: back }} className={buttonClass("quiet")}>
            {text.common.back}
          </Link>
        )}
        <span className="ml-auto flex items-center gap-2">
          {beside}
          <Button type={onPress ? "button" : "submit"} look="main" isBusy={isBusy} onClick={onPress}>
            {isBusy ? text.setup.saving : (next ?? text.setup.next)}
          </Button>
        </span>
      </footer>
    </>
  );
  const look = "grow flex flex-col gap-5";
  if (onPress) return <div className={look}>{content}</div>;
  return (
    <form onSubmit={onSubmit} noValidate className={look}>
      {content}
    </form>
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
