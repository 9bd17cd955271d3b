import type { OpeningHours } from "../api/generated/types.gen";
import { useConfigText } from "../text/config";
import { Panel } from "../ui/page";
import { DatesEditor } from "./dates_editor";
import { dateIn } from "./hours";
import { WeekEditor } from "./week_editor";

type Props = {
  hours: OpeningHours;
  timeZone: string;
  onChange: (hours: OpeningHours) => void;
  errorAt?: (pointer: string) => string | undefined;
};

/** The ordinary week and the dates that differ. */
export function HoursEditor({ hours, timeZone, onChange, errorAt = () => undefined }: Props) {
  const text = useConfigText();
  return (
    <div className="grid gap-4">
      <Panel title={text.hours.week}>
        <WeekEditor weekly={hours.weekly} onChange={(weekly) => onChange({ ...hours, weekly })} errorAt={errorAt} />
      </Panel>
      <Panel title={text.dates.title}>
        <DatesEditor
          closures={hours.closures ?? []}
          weekly={hours.weekly}
          today={dateIn(timeZone)}
          onChange={(closures) => onChange({ ...hours, closures })}
          errorAt={errorAt}
        />
      </Panel>
    </div>
  );
}
