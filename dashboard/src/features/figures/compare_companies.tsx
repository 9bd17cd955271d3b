import type { AllCompanies, Figures } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { money, percent, seconds } from "../../ui/format";
import { Panel } from "../../ui/page";
import { Table } from "../../ui/table";
import { spanOf } from "./span";

const NONE = "–";

/** One's own rates beside those of all companies together. The API has them only if no single company shows. */
export function CompareCompanies({ ours, all }: { ours: Figures; all: AllCompanies | undefined }) {
  const text = useText().figures;
  if (!all) {
    return (
      <Panel title={text.compare}>
        <p className="px-4 py-3.5 text-quiet">{text.compareNone}</p>
      </Panel>
    );
  }
  const rows = [
    { name: text.rateOfBookable, of: (figures: Figures) => shareOf(figures.bookings.rate_of_bookable) },
    { name: text.afterHours, of: (figures: Figures) => shareOf(figures.after_hours.share) },
    { name: text.perCall, of: (figures: Figures) => moneyOf(figures.cost.micro_usd_per_call) },
    { name: text.perVisit, of: (figures: Figures) => moneyOf(figures.cost.micro_usd_per_booked_visit) },
    { name: text.halfWithin, of: (figures: Figures) => orNone(figures.emergencies.seconds_to_acknowledgement, spanOf) },
    { name: text.answerHalf, of: (figures: Figures) => orNone(figures.latency_ms.total, seconds) },
  ];
  return (
    <Panel title={text.compare}>
      <Table
        caption={text.compare}
        keyOf={({ name }) => name}
        rows={rows}
        columns={[
          { name: text.figure, cell: ({ name }) => name },
          { name: text.yours, cell: ({ of }) => of(ours), isNumber: true },
          { name: text.allCompanies, cell: ({ of }) => of(all.figures), isNumber: true },
        ]}
      />
      <p className="border-t border-line px-4 py-2.5 text-quiet">{text.compareWhat(all.days)}</p>
    </Panel>
  );
}

const shareOf = (value: number | null | undefined) => (value == null ? NONE : percent(value));
const moneyOf = (value: number | null | undefined) => (value == null ? NONE : money(value));
const orNone = (values: { p50: number } | null | undefined, format: (value: number) => string) =>
  values ? format(values.p50) : NONE;
