import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import type { CustomerDecision, CustomerDetails } from "../../api/generated/types.gen";
import { useMay, useMe } from "../../api/me";
import { asProblem } from "../../api/problem";
import { useCustomersText } from "../../text/customers";
import { Button } from "../../ui/button";
import { Confirm } from "../../ui/confirm";
import { moment, phone } from "../../ui/format";
import { Panel } from "../../ui/page";
import { Banner } from "../../ui/states";
import { toast } from "../../ui/toast";
import { useMark } from "./changes";

type Mark = "blocked" | "do_not_call";

/** Blocks the calls of a number, or notes that it must not be contacted. Each asks first; taking a mark away does not. */
export function Marks({ number, customer }: { number: string; customer?: CustomerDetails }) {
  const text = useCustomersText();
  const may = useMay();
  const { ask } = useSearch({ from: "/signed-in/customers/$customer" });
  const [asked, setAsked] = useState<Mark | undefined>(ask === "block" && !customer?.blocked ? "blocked" : undefined);
  const change = useMark(number);
  const kind = change.error ? asProblem(change.error).kind : undefined;
  const set = (mark: Mark, isSet: boolean) =>
    change.mutate(
      { version: customer?.version, [mark]: isSet },
      {
        onSuccess: () => {
          setAsked(undefined);
          toast(text.marks[mark][isSet ? "isSet" : "isGone"]);
        },
      },
    );
  return (
    <Panel title={text.marksTitle}>
      <div className="grid gap-3 px-4 py-3">
        {kind === "stale" && !asked && <Banner tone="warn">{text.savedFirst}</Banner>}
        {(["blocked", "do_not_call"] as const).map((mark) => {
          const decision = customer?.[mark];
          return (
            <div key={mark} className="grid gap-1.5">
              {decision && <Decision words={text.marks[mark].now} decision={decision} />}
              {may("manage_customers") && (
                <Button
                  look={decision ? "quiet" : "wary"}
                  isBusy={change.isPending}
                  onClick={() => (decision ? set(mark, false) : setAsked(mark))}
                >
                  {decision ? text.marks[mark].undo : text.marks[mark].button}
                </Button>
              )}
            </div>
          );
        })}
        {!may("manage_customers") && !customer?.blocked && !customer?.do_not_call && (
          <p className="text-quiet">{text.noMarks}</p>
        )}
      </div>
      {asked && (
        <Confirm
          title={text.marks[asked].ask(customer?.name ?? phone(number))}
          isOpen
          onClose={() => {
            setAsked(undefined);
            change.reset();
          }}
          action={text.marks[asked].button}
          isBusy={change.isPending}
          error={kind === "stale" ? undefined : change.error}
          onConfirm={() => set(asked, true)}
        >
          {kind === "stale" && <Banner tone="warn">{text.savedFirst}</Banner>}
          <p>{text.marks[asked].what}</p>
        </Confirm>
      )}
    </Panel>
  );
}

function Decision({ words, decision: { by, at } }: { words: string; decision: CustomerDecision }) {
  const text = useCustomersText();
  const me = useMe();
  return (
    <p>
      <b className="font-semibold">{words}</b>{" "}
      <span className="text-quiet">{by === me.person_id ? text.byYou(moment(at)) : text.since(moment(at))}</span>
    </p>
  );
}
