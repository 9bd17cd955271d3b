import type { Person } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { Select } from "../../ui/field";
import { AREAS, type AuditFilters, SHOWS } from "./filters";

type Props = { filters: AuditFilters; people: Person[]; onChange: (filters: AuditFilters) => void };

const GROUPS = ["key", "operator", "system"] as const;

export function AuditFilterBar({ filters, people, onChange }: Props) {
  const text = useText().audit;
  const set = <Key extends keyof AuditFilters>(key: Key, value: AuditFilters[Key] | undefined) => {
    const { [key]: _, ...rest } = filters;
    onChange(value === undefined ? rest : { ...rest, [key]: value });
  };
  return (
    <search className="grid grid-cols-2 md:grid-cols-3 gap-x-3 gap-y-3 max-md:*:last:col-span-2">
      <Select
        label={text.show}
        value={filters.show ?? "changes"}
        onChange={({ target: { value } }) => set("show", value === "reads" || value === "all" ? value : undefined)}
      >
        {SHOWS.map((show) => (
          <option key={show} value={show}>
            {text.shows[show]}
          </option>
        ))}
      </Select>
      <Select
        label={text.area}
        value={filters.area ?? ""}
        onChange={({ target: { value } }) =>
          set(
            "area",
            AREAS.find((area) => area === value),
          )
        }
      >
        <option value="">{text.anyArea}</option>
        {AREAS.map((area) => (
          <option key={area} value={area}>
            {text.areas[area]}
          </option>
        ))}
      </Select>
      <Select
        label={text.by}
        value={filters.by ?? ""}
        onChange={({ target: { value } }) => set("by", value || undefined)}
      >
        <option value="">{text.anyone}</option>
        {people.map(({ person_id, name, email }) => (
          <option key={person_id} value={person_id}>
            {name ?? email}
          </option>
        ))}
        {GROUPS.map((group) => (
          <option key={group} value={group}>
            {text.actors[group]}
          </option>
        ))}
      </Select>
    </search>
  );
}
