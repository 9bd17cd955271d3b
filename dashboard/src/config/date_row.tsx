import type { Closure, WeeklyHours } from "../api/generated/types.gen";
import { useConfigText } from "../text/config";
import { cx } from "../ui/cx";
import { dayOfYear } from "../ui/format";
import { Icon } from "../ui/icon";
import { TextField } from "../ui/text_field";
import type { SpecialDate } from "./dates";
import { SPOKEN } from "./holidays";
import { dayOf, USUAL } from "./hours";
import { spansInWords } from "./hours_words";
import { SpansEditor } from "./spans_editor";

type Props = SpecialDate & {
  weekly: WeeklyHours;
  isOpen: boolean;
  onToggle: () => void;
  onChange: (closure: Closure | undefined) => void;
  /** The API's words about a field of the date, such as `/name`; empty for the date itself. */
  errorAt: (field: string) => string | undefined;
};

const CHOICES = ["usual", "closed", "special"] as const;
type Choice = (typeof CHOICES)[number];

/** One date: like every such weekday, closed, or with hours of its own. */
export function DateRow({ date, holiday, closure, weekly, isOpen, onToggle, onChange, errorAt }: Props) {
  const text = useConfigText();
  const usual = weekly[dayOf(date)] ?? [];
  const choice: Choice = !closure ? "usual" : closure.hours?.length ? "special" : "closed";
  const isOwn = holiday === undefined;
  const name =
    holiday && (!closure || closure.name === SPOKEN[holiday]) ? text.holidays[holiday] : (closure?.name ?? "");
  const choose = (next: Choice) => {
    const known = closure?.name ?? (holiday ? SPOKEN[holiday] : text.dates.newName);
    if (next === "usual") onChange(undefined);
    else onChange({ date, name: known, hours: next === "closed" ? [] : usual.length > 0 ? usual : [USUAL] });
  };
  const error = errorAt("") ?? errorAt("/hours");
  return (
    <li className={isOpen ? "bg-sunken/50" : undefined}>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onToggle}
        className="grid grid-cols-[1fr_auto_1.25rem] @lg:grid-cols-[1fr_19rem_1.25rem] items-center gap-x-4 w-full px-4 py-2 min-h-12 text-left hover:bg-hover -outline-offset-2"
      >
        <span className="grid @2xl:grid-cols-[1fr_1fr] @2xl:items-baseline">
          <span className="font-medium">{name}</span>
          <span className="text-quiet">{dayOfYear(date)}</span>
        </span>
        <span className={cx("text-right tabular-nums", choice === "usual" && "text-quiet")}>
          {choice === "usual" ? (
            <>
              <span className="@lg:hidden">{text.dates.choices.usual}</span>
              <span className="@max-lg:hidden">{text.dates.likeUsual(spansInWords(usual, text))}</span>
            </>
          ) : (
            spansInWords(closure?.hours ?? [], text)
          )}
        </span>
        <Icon name="next" className={cx("size-4 text-quiet transition-transform", isOpen && "rotate-90")} />
      </button>
      {isOpen && (
        <div className="grid gap-3 px-4 pb-4">
          <fieldset className="flex flex-wrap gap-1 rounded-control bg-sunken p-1">
            <legend className="sr-only">{text.dates.hoursOn(name)}</legend>
            {CHOICES.map((each) => (
              <label
                key={each}
                className={cx(
                  "relative grid place-items-center grow px-3 min-h-11 md:min-h-8 rounded-control font-medium text-quiet cursor-pointer hover:text-ink",
                  "has-checked:bg-panel has-checked:text-ink has-checked:shadow-panel has-focus-visible:outline-2 has-focus-visible:outline-accent",
                )}
              >
                <input
                  type="radio"
                  name={`hours-${date}`}
                  checked={choice === each}
                  onChange={() => choose(each)}
                  className="absolute inset-0 opacity-0 cursor-pointer"
                />
                {each === "usual" && isOwn ? text.dates.remove : text.dates.choices[each]}
              </label>
            ))}
          </fieldset>
          {choice === "special" && closure && (
            <SpansEditor
              spans={closure.hours ?? []}
              onChange={(hours) => onChange({ ...closure, hours })}
              error={error}
            />
          )}
          {closure && isOwn && (
            <TextField
              label={text.dates.name}
              help={text.dates.nameHelp}
              value={closure.name}
              maxLength={60}
              error={errorAt("/name")}
              onChange={(event) => onChange({ ...closure, name: event.target.value })}
            />
          )}
        </div>
      )}
    </li>
  );
}
