import type { ArrivalWindow, ArrivalWindows } from "../../api/generated/types.gen";
import { DAYS } from "../../config/hours";
import { newId } from "../../config/new_id";
import { useAgentText } from "../../text/agent";
import { Button, IconButton } from "../../ui/button";
import { cx } from "../../ui/cx";
import { weekday } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Panel } from "../../ui/page";
import { TextField } from "../../ui/text_field";
import { NumberField } from "./number_field";

type ErrorAt = (pointer: string) => string | undefined;
type Props = { windows: ArrivalWindows; onChange: (windows: ArrivalWindows) => void; errorAt: ErrorAt };

/** When technicians arrive, how many visits each window takes, and until when it can be booked. */
export function Windows({ windows: all, onChange, errorAt }: Props) {
  const text = useAgentText().services;
  const { windows } = all;
  const set = (next: ArrivalWindow[]) => onChange({ ...all, windows: next });
  const add = () => {
    const id = newId(
      "window",
      windows.map((each) => each.id),
      24,
    );
    set([...windows, { id, starts: "08:00", ends: "12:00", capacity: 1 }]);
  };
  return (
    <Panel title={text.windows} className="@container">
      <p className="px-4 pt-3 text-quiet text-pretty">{text.windowsWhat}</p>
      <ul className="divide-y divide-line">
        {windows.map((window, place) => (
          <Window
            key={window.id}
            window={window}
            pointer={`/arrival_windows/windows/${place}`}
            errorAt={errorAt}
            onChange={(next) => set(windows.with(place, next))}
            onRemove={() => set(windows.toSpliced(place, 1))}
          />
        ))}
      </ul>
      <div className="px-4 py-3 border-b border-line">
        <Button onClick={add}>{text.addWindow}</Button>
      </div>
      <div className="grid @lg:grid-cols-2 gap-3 px-4 py-4 items-start">
        <NumberField
          label={text.cutoff}
          inputMode="numeric"
          value={all.cutoff_minutes}
          error={errorAt("/arrival_windows/cutoff_minutes")}
          onChange={(minutes) => onChange({ ...all, cutoff_minutes: Math.round(minutes ?? 0) })}
        />
        <NumberField
          label={text.horizon}
          inputMode="numeric"
          value={all.horizon_days}
          error={errorAt("/arrival_windows/horizon_days")}
          onChange={(days) => onChange({ ...all, horizon_days: Math.round(days ?? 0) })}
        />
      </div>
    </Panel>
  );
}

type WindowProps = {
  window: ArrivalWindow;
  pointer: string;
  errorAt: ErrorAt;
  onChange: (window: ArrivalWindow) => void;
  onRemove: () => void;
};

function Window({ window, pointer, errorAt, onChange, onRemove }: WindowProps) {
  const text = useAgentText().services;
  const days = window.days ?? [];
  const error = errorAt(pointer) ?? errorAt(`${pointer}/days`);
  return (
    <li className="grid gap-3 px-4 py-3.5">
      <div className="grid grid-cols-[1fr_1fr] @lg:grid-cols-[1fr_1fr_1fr_auto] gap-3 items-start">
        <TextField
          label={text.starts}
          type="time"
          value={window.starts}
          error={errorAt(`${pointer}/starts`)}
          onChange={(event) => onChange({ ...window, starts: event.target.value })}
        />
        <TextField
          label={text.ends}
          type="time"
          value={window.ends}
          error={errorAt(`${pointer}/ends`)}
          onChange={(event) => onChange({ ...window, ends: event.target.value })}
        />
        <NumberField
          label={text.capacity}
          inputMode="numeric"
          value={window.capacity}
          error={errorAt(`${pointer}/capacity`)}
          onChange={(visits) => onChange({ ...window, capacity: Math.round(visits ?? 0) })}
        />
        <IconButton label={text.removeWindow} className="mt-6.5 justify-self-end" onClick={onRemove}>
          <Icon name="close" className="size-4.5" />
        </IconButton>
      </div>
      <fieldset className="flex flex-wrap items-center gap-1">
        <legend className="sr-only">{text.days}</legend>
        {DAYS.map((day, place) => (
          <label
            key={day}
            className={cx(
              "relative grid place-items-center min-w-11 px-2 min-h-11 md:min-h-8 rounded-control border border-line text-quiet cursor-pointer hover:bg-hover",
              "has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-accent",
            )}
          >
            <input
              type="checkbox"
              className="absolute inset-0 opacity-0 cursor-pointer"
              checked={days.includes(day)}
              onChange={() =>
                onChange({
                  ...window,
                  days: DAYS.filter((each) => (each === day ? !days.includes(day) : days.includes(each))),
                })
              }
            />
            {weekday(place, "short")}
          </label>
        ))}
        {days.length === 0 && <span className="pl-2 text-quiet">{text.everyDay}</span>}
      </fieldset>
      {error && (
        <p className="flex items-start gap-1.5 text-bad text-[0.8125rem]">
          <Icon name="warning" className="size-4 mt-0.5" />
          {error}
        </p>
      )}
    </li>
  );
}
