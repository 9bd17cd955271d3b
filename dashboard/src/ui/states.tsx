// What a screen shows in place of data: nothing there, or why it cannot be shown.

import { type ReactNode, useEffect, useState } from "react";
import { type ApiProblem, asProblem } from "../api/problem";
import { useText } from "../text/text";
import { Button } from "./button";
import { Icon, type IconName } from "./icon";
import { SignInAgainButton } from "./sign_in_again";

type NoticeProps = { icon: IconName; title: string; children?: ReactNode; action?: ReactNode; isAlert?: boolean };

/** A short explanation in the middle of a panel, with at most one thing to do. */
export function Notice({ icon, title, children, action, isAlert = false }: NoticeProps) {
  return (
    <div role={isAlert ? "alert" : undefined} className="grid justify-items-center gap-3 px-6 py-12 text-center">
      <span className="grid place-items-center size-11 rounded-full bg-sunken text-quiet">
        <Icon name={icon} />
      </span>
      <div className="grid gap-1 max-w-sm">
        <p className="font-semibold">{title}</p>
        {children && <div className="text-quiet text-pretty">{children}</div>}
      </div>
      {action}
    </div>
  );
}

export function Empty({ icon = "info", title, children, action }: Omit<NoticeProps, "icon"> & { icon?: IconName }) {
  return (
    <Notice icon={icon} title={title} action={action}>
      {children}
    </Notice>
  );
}

const ICONS: Partial<Record<ApiProblem["kind"], IconName>> = {
  offline: "offline",
  forbidden: "lock",
  "sign-in-again": "lock",
  "session-ended": "lock",
  "not-found": "search",
  "too-many": "clock",
};
const NEED_SIGN_IN: ApiProblem["kind"][] = ["sign-in-again", "session-ended"];
/** A repetition cannot help with these. */
const FINAL: ApiProblem["kind"][] = ["forbidden", "not-found"];

/** Why data cannot be shown, in words, with a retry where it can help. */
export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const text = useText();
  const problem = asProblem(error);
  const words = text.problems[problem.kind];
  const left = useSecondsLeft(problem, onRetry);
  const retry = NEED_SIGN_IN.includes(problem.kind) ? (
    <SignInAgainButton {...(onRetry && { onDone: onRetry })} />
  ) : (
    onRetry &&
    !FINAL.includes(problem.kind) && (
      <Button onClick={onRetry}>{left > 0 ? text.common.retryIn(left) : text.common.retry}</Button>
    )
  );
  return (
    <Notice icon={ICONS[problem.kind] ?? "warning"} title={words.title} action={retry} isAlert>
      {words.what}
    </Notice>
  );
}

/** Counts the seconds that the API asks to wait, then retries once. */
function useSecondsLeft(problem: ApiProblem, onRetry: (() => void) | undefined): number {
  const [left, setLeft] = useState(problem.kind === "too-many" ? (problem.retryAfter ?? 5) : 0);
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => {
      setLeft(left - 1);
      if (left === 1) onRetry?.();
    }, 1_000);
    return () => clearTimeout(timer);
  }, [left, onRetry]);
  return left;
}

/** A line above data or a form: something about it went wrong, and the rest still works. */
export function Banner({
  tone,
  children,
  action,
}: {
  tone: "warn" | "bad" | "accent";
  children: ReactNode;
  action?: ReactNode;
}) {
  const looks = { warn: "bg-warn-soft text-warn", bad: "bg-bad-soft text-bad", accent: "bg-accent-soft text-accent" };
  return (
    <div
      role={tone === "accent" ? "status" : "alert"}
      className={`flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-control px-3.5 py-2.5 ${looks[tone]}`}
    >
      <div className="flex items-start gap-2">
        <Icon name={tone === "accent" ? "info" : "warning"} className="size-4.5 mt-0.5" />
        <div>{children}</div>
      </div>
      {action}
    </div>
  );
}

type ProblemProps = {
  error: unknown;
  action?: ReactNode;
  /** What a conflict means here; else the API says it, in English. */
  conflict?: string | undefined;
};

/** A change that was refused: in the API's words where they help, else in ours. */
export function ProblemBanner({ error, action, conflict }: ProblemProps) {
  const text = useText();
  const problem = asProblem(error);
  const words = text.problems[problem.kind];
  const needsSignIn = NEED_SIGN_IN.includes(problem.kind);
  return (
    <Banner
      tone={problem.kind === "stale" || needsSignIn ? "warn" : "bad"}
      action={needsSignIn ? <SignInAgainButton refusal={error} /> : action}
    >
      <b className="font-semibold">{words.title.replace(/\.?$/, ".")}</b>{" "}
      {problem.kind === "conflict"
        ? (conflict ?? (problem.detail && text.server(problem.detail)) ?? words.what)
        : words.what}
    </Banner>
  );
}
