import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { getCallOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { CallDetails } from "../../api/generated/types.gen";
import { useMay, useTenant } from "../../api/me";
import { refreshInterval } from "../../api/queries";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { Button, buttonClass } from "../../ui/button";
import { phone } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { OutcomeBadge } from "../../ui/outcome";
import { Page, Panel } from "../../ui/page";
import { Bar } from "../../ui/skeleton";
import { CallFactsPanel, CostPanel, SpeedPanel } from "./call_facts";
import { CallFollowed } from "./call_followed";
import { CallResults } from "./call_results";
import { placesOf, turnAt } from "./playback";
import { type Jump, Recordings } from "./player";
import { Transcript } from "./transcript";

const CallScenarios = lazy(async () => ({ default: (await import("./call_scenarios")).CallScenarios }));
const CallCaught = lazy(async () => ({ default: (await import("./call_caught")).CallCaught }));

/** One call: what was said and done in each turn, its sound, what came of it, and what it cost. */
export function CallScreen() {
  const text = useText();
  const tenant = useTenant();
  const { call } = useParams({ from: "/signed-in/calls/$call" });
  const query = useQuery({
    ...getCallOptions({ path: { tenant, call } }),
    // A call in progress grows.
    refetchInterval: ({ state }) => (state.data && !state.data.ended_at ? refreshInterval() : false),
  });
  const details = query.data;
  const caller = details?.caller ? phone(details.caller) : text.calls.hidden;
  return (
    <Page
      title={details ? text.calls.one.title(caller) : text.calls.title}
      before={
        <Link
          to="/calls"
          className="inline-flex items-center gap-1 min-h-11 md:min-h-8 -ml-1.5 pr-2 text-quiet hover:text-ink not-printed"
        >
          <Icon name="back" className="size-4.5" />
          {text.calls.title}
        </Link>
      }
      beside={details && <States details={details} />}
      actions={
        details && (
          <>
            {details.caller && <CallerLinks caller={details.caller} />}
            <Button look="plain" onClick={() => print()}>
              <Icon name="print" className="size-4.5" />
              <span className="max-md:sr-only">{text.calls.one.print}</span>
            </Button>
          </>
        )
      }
    >
      <Loaded query={query} skeleton={<CallSkeleton />}>
        {(loaded) => <Details details={loaded} />}
      </Loaded>
    </Page>
  );
}

/** Leads to the customer, and in two taps from here the number is blocked. */
function CallerLinks({ caller }: { caller: string }) {
  const text = useText().calls.one;
  const may = useMay();
  return (
    <>
      {may("read_customers") && (
        <Link to="/customers/$customer" params={{ customer: caller }} className={buttonClass("quiet")}>
          {text.customer}
        </Link>
      )}
      {may("manage_customers") && (
        <Link
          to="/customers/$customer"
          params={{ customer: caller }}
          search={{ ask: "block" }}
          className={buttonClass("wary")}
        >
          {text.block}
        </Link>
      )}
    </>
  );
}

function States({ details }: { details: CallDetails }) {
  const text = useText();
  return (
    <>
      {details.ended_at ? (
        <OutcomeBadge outcome={details.facts?.outcome} />
      ) : (
        <Badge tone="accent">{text.calls.one.inProgress}</Badge>
      )}
      {details.test && <Badge tone="warn">{text.calls.one.testCall}</Badge>}
      {details.imported && <Badge>{text.calls.one.imported}</Badge>}
    </>
  );
}

function Details({ details }: { details: CallDetails }) {
  const text = useText().calls.one;
  const may = useMay();
  const [heard, setHeard] = useState<number>();
  const [jump, setJump] = useState<Jump>();
  const hasSpoken = details.turns.some(({ entries }) =>
    entries.some((entry) => entry.kind === "keyed" || (entry.kind === "said" && entry.speaker === "caller")),
  );
  const canRepeat = details.ended_at && hasSpoken && (may("test_agent") || may("edit_configuration"));
  const places = may("read_recordings") ? placesOf(details.turns, details.recordings) : [];
  return (
    <div className="grid lg:grid-cols-[1fr_20rem] items-start gap-4 md:gap-5">
      <div className="grid gap-4 md:gap-5 min-w-0">
        {details.summary && (
          <Panel title={text.summary}>
            <div className="grid gap-2 px-4 py-3">
              <p className="text-pretty">{details.summary.by_model?.text ?? details.summary.text}</p>
              {details.summary.next_step && (
                <p>
                  <b className="font-semibold">{text.nextStep}: </b>
                  {readable(details.summary.next_step)}
                </p>
              )}
            </div>
          </Panel>
        )}
        <Recordings
          call={details.call_id}
          recordings={details.recordings}
          jump={jump}
          onTime={(recording, at) => setHeard(turnAt(places, recording, at))}
        />
        <Panel title={text.transcript}>
          <Transcript turns={details.turns} places={places} heard={heard} onListen={(place) => setJump({ ...place })} />
        </Panel>
      </div>
      <div className="grid gap-4 md:gap-5 min-w-0">
        <CallResults details={details} />
        {canRepeat && (
          <Suspense>
            <CallScenarios details={details} />
          </Suspense>
        )}
        {details.caught.length > 0 && (
          <Suspense>
            <CallCaught caught={details.caught} />
          </Suspense>
        )}
        <CallFollowed details={details} />
        <CallFactsPanel details={details} />
        {details.cost && <CostPanel cost={details.cost} cachedShare={details.usage.cached_share} />}
        <SpeedPanel turns={details.turns} />
      </div>
    </div>
  );
}

/** With telephone numbers as people write them. */
function readable(words: string): string {
  return words.replace(/\+1\d{10}\b/g, phone);
}

function CallSkeleton() {
  return (
    <div aria-hidden="true" className="after-a-moment grid lg:grid-cols-[1fr_20rem] gap-5">
      <Panel className="grid gap-5 p-4">
        {["w-3/4", "w-1/2", "w-2/3", "w-2/5", "w-3/5"].map((width) => (
          <Bar key={width} className={`h-4 ${width}`} />
        ))}
      </Panel>
      <Panel className="grid content-start gap-4 p-4">
        <Bar className="h-4 w-1/2" />
        <Bar className="h-4 w-2/3" />
        <Bar className="h-4 w-1/3" />
      </Panel>
    </div>
  );
}
