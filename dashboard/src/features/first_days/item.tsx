import type { ReactNode } from "react";
import { Checkbox } from "../../forms/choice";
import { useSetupText } from "../../text/setup";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";

type Props = {
  title: string;
  what: ReactNode;
  action?: ReactNode;
  isDone: boolean;
  /** Without it, the system sees by itself that the step is done. */
  onTick: ((isDone: boolean) => void) | undefined;
  onLeaveOut: (() => void) | undefined;
};

/** A step of the list, which opens to what to do. */
export function Item({ title, what, action, isDone, onTick, onLeaveOut }: Props) {
  const words = useSetupText().firstDays;
  return (
    <li>
      <details className="group">
        <summary className="flex items-center gap-3 px-4 min-h-11 cursor-pointer hover:bg-hover -outline-offset-2">
          <span
            className={`grid place-items-center size-5 shrink-0 rounded-full ${isDone ? "bg-good-soft text-good" : "border border-edge"}`}
          >
            {isDone && <Icon name="check" className="size-3.5" />}
          </span>
          <span className={isDone ? "text-quiet" : "font-medium"}>
            {title}
            {isDone && <span className="sr-only"> ({words.isDone})</span>}
          </span>
          <Icon name="next" className="size-4 ml-auto text-quiet transition-transform group-open:rotate-90" />
        </summary>
        <div className="grid gap-2 pl-12 pr-4 pt-1.5 pb-3 text-quiet">
          <div>{what}</div>
          {action && <div>{action}</div>}
          {(onTick || onLeaveOut) && (
            <div className="flex flex-wrap items-center justify-between gap-x-4">
              {onTick && (
                <Checkbox label={words.tick} checked={isDone} onChange={(event) => onTick(event.target.checked)} />
              )}
              {onLeaveOut && (
                <Button look="plain" onClick={onLeaveOut}>
                  {words.leaveOut}
                </Button>
              )}
            </div>
          )}
        </div>
      </details>
    </li>
  );
}
