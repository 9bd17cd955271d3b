// What shows data, problems and waiting, in every state.

import { ApiProblem, type ProblemKind } from "../../api/problem";
import { useText } from "../../text/text";
import { Bars } from "../../ui/bars";
import { Button } from "../../ui/button";
import { Fact, Panel } from "../../ui/page";
import { SkeletonRows } from "../../ui/skeleton";
import { Banner, Empty, ProblemBanner, ProblemNotice } from "../../ui/states";
import { Table } from "../../ui/table";

const ROWS = [
  { name: "Repair", fee: "$89.00" },
  { name: "Maintenance", fee: "$129.00" },
];

export function Data() {
  return (
    <Panel title="Table, facts, chart">
      <Table
        caption="Services"
        columns={[
          { name: "Service", cell: (row) => row.name },
          { name: "Fee", cell: (row) => row.fee, isNumber: true },
        ]}
        rows={ROWS}
        keyOf={(row) => row.name}
      />
      <dl className="border-t border-line py-1.5">
        <Fact name="Length">3:07</Fact>
        <Fact name="Cost">$0.05</Fact>
      </dl>
      <Bars
        caption="Calls a day"
        unit="Calls"
        of="Day"
        bars={[3, 0, 7, 5, 1].map((value, place) => ({
          name: ["Mon", "Tue", "Wed", "Thu", "Fri"][place] ?? "",
          value,
        }))}
      />
    </Panel>
  );
}

export function Problems() {
  const text = useText();
  const kinds = Object.keys(text.problems) as ProblemKind[];
  return (
    <Panel title="Problems" className="lg:col-span-2">
      <div className="grid md:grid-cols-2 lg:grid-cols-3">
        {kinds.map((kind) => (
          <ProblemNotice key={kind} error={new ApiProblem(kind, undefined, [], 3_600)} onRetry={() => {}} />
        ))}
      </div>
    </Panel>
  );
}

export function Waiting() {
  return (
    <Panel title="Waiting, empty, banners">
      <SkeletonRows rows={3} />
      <Empty icon="calls" title="No calls yet" action={<Button look="main">Connect a number</Button>}>
        Connect a telephone number, and calls show here.
      </Empty>
      <div className="grid gap-2 p-4">
        <Banner tone="accent">Test mode: no technician is paged.</Banner>
        <Banner tone="warn">You are offline. What you see may be old.</Banner>
        <ProblemBanner error={new ApiProblem("stale")} action={<Button>See what differs</Button>} />
        <ProblemBanner error={new ApiProblem("conflict", "The number belongs to another company.")} />
      </div>
    </Panel>
  );
}
