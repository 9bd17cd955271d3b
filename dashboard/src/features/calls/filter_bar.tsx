import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Select, Switch } from "../../ui/field";
import { Icon } from "../../ui/icon";
import { SearchField } from "../../ui/search_field";
import { TextField } from "../../ui/text_field";
import { type CallFilters, hasFilters, OUTCOMES } from "./filters";

type Props = { filters: CallFilters; onChange: (filters: CallFilters) => void };

/** The search for words, and the filters behind a button. */
export function CallFilterBar({ filters, onChange }: Props) {
  const text = useText().calls;
  const { q, ...rest } = filters;
  return (
    <search className="grid gap-2 not-printed">
      <SearchField
        label={text.search}
        help={text.searchHint}
        value={q}
        onSearch={(words) => onChange(words ? { ...rest, q: words } : rest)}
      />
      <details open={hasFilters(filters)} className="group">
        <summary className="inline-flex items-center gap-2 min-h-11 md:min-h-9 px-2 rounded-control text-quiet hover:text-ink hover:bg-hover cursor-pointer list-none">
          <Icon name="settings" className="size-4.5" />
          {text.filters}
        </summary>
        <Filters filters={filters} onChange={onChange} />
      </details>
    </search>
  );
}

function Filters({ filters, onChange }: Props) {
  const text = useText().calls;
  const set = <Key extends keyof CallFilters>(key: Key, value: CallFilters[Key] | undefined) => {
    const { [key]: _, ...rest } = filters;
    onChange(value === undefined ? rest : { ...rest, [key]: value });
  };
  return (
    <div className="grid grid-cols-2 lg:grid-cols-[12rem_10rem_10rem_auto_auto_auto] lg:justify-start items-end gap-x-3 lg:gap-x-4 gap-y-3 pt-2 pb-1 *:min-w-0 max-lg:*:first:col-span-2">
      <Select
        label={text.outcome}
        value={filters.outcome ?? ""}
        onChange={(event) =>
          set(
            "outcome",
            OUTCOMES.find((outcome) => outcome === event.target.value),
          )
        }
      >
        <option value="">{text.anyOutcome}</option>
        {OUTCOMES.map((outcome) => (
          <option key={outcome} value={outcome}>
            {text.outcomes[outcome]}
          </option>
        ))}
      </Select>
      <TextField
        label={text.from}
        type="date"
        value={filters.from ?? ""}
        onChange={(event) => set("from", event.target.value || undefined)}
      />
      <TextField
        label={text.to}
        type="date"
        value={filters.to ?? ""}
        onChange={(event) => set("to", event.target.value || undefined)}
      />
      <Switch
        label={text.afterHours}
        isOn={filters.after_hours ?? false}
        onChange={(isOn) => set("after_hours", isOn || undefined)}
      />
      <Switch label={text.test} isOn={filters.test ?? false} onChange={(isOn) => set("test", isOn || undefined)} />
      {hasFilters(filters) && (
        <Button look="plain" onClick={() => onChange(filters.q ? { q: filters.q } : {})}>
          {text.clear}
        </Button>
      )}
    </div>
  );
}
