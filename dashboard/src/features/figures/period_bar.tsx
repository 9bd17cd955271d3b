import { Link } from "@tanstack/react-router";
import { type FormEvent, useRef } from "react";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { cx } from "../../ui/cx";
import { PERIODS, type Period, type PeriodName } from "./period";

type Props = { to: "/analytics"; period: Period; onDays: (days: { from: string; to: string }) => void };

/** Chooses the days: three usual periods, or any days. */
export function PeriodBar({ to, period, onDays }: Props) {
  const text = useText().figures;
  const chosen = period.from ? undefined : (period.period ?? "7-days");
  return (
    <div className="flex flex-wrap items-center gap-2 not-printed">
      <nav aria-label={text.period} className="flex gap-0.5 rounded-control bg-sunken p-0.5">
        {PERIODS.map((name) => (
          <Link
            key={name}
            to={to}
            search={searchOf(name)}
            replace
            activeOptions={{ exact: true }}
            className={cx(
              "grid place-items-center px-3 min-h-11 md:min-h-8 rounded-control font-medium text-quiet hover:text-ink",
              name === chosen && "bg-panel text-ink shadow-panel",
            )}
          >
            {text.periods[name]}
          </Link>
        ))}
      </nav>
      <OwnDays period={period} onDays={onDays} />
    </div>
  );
}

function searchOf(name: PeriodName): Period {
  return name === "7-days" ? {} : { period: name };
}

const INPUT = "rounded-control border border-edge bg-panel px-2 min-h-11 md:min-h-8";

function OwnDays({ period, onDays }: Pick<Props, "period" | "onDays">) {
  const text = useText().figures;
  const form = useRef<HTMLFormElement>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const values = new FormData(form.current ?? undefined);
    const [from, to] = [String(values.get("from")), String(values.get("to"))];
    if (from && to) onDays(from <= to ? { from, to } : { from: to, to: from });
  };
  return (
    <details open={period.from !== undefined} className="group">
      <summary className="flex items-center px-3 min-h-11 md:min-h-9 rounded-control font-medium text-quiet hover:text-ink cursor-pointer group-open:hidden">
        {text.ownDays}
      </summary>
      <form ref={form} onSubmit={submit} className="flex flex-wrap items-center gap-2">
        <input type="date" name="from" aria-label={text.from} required defaultValue={period.from} className={INPUT} />
        <span aria-hidden="true">–</span>
        <input type="date" name="to" aria-label={text.to} required defaultValue={period.to} className={INPUT} />
        <Button type="submit">{text.show}</Button>
      </form>
    </details>
  );
}
