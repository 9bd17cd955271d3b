// Choices as the browser draws them, each with a line that explains it.

import { type ReactNode, useId } from "react";
import { cx } from "./cx";
import { Icon } from "./icon";

type Option<Value extends string> = { value: Value; label: string; help?: string };

type GroupProps = { legend: string; help?: string; error?: string | undefined; children: ReactNode };

function Group({ legend, help, error, children }: GroupProps) {
  const id = useId();
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <fieldset aria-describedby={described || undefined} className="grid gap-1.5 min-w-0">
      <legend className="font-medium mb-1.5">{legend}</legend>
      {help && (
        <p id={`${id}-help`} className="text-quiet text-[0.8125rem]">
          {help}
        </p>
      )}
      <div className={cx("rounded-control border divide-y divide-line", error ? "border-bad" : "border-line")}>
        {children}
      </div>
      {error && (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-bad text-[0.8125rem]">
          <Icon name="warning" className="size-4 mt-0.5" />
          {error}
        </p>
      )}
    </fieldset>
  );
}

type RowProps = { id: string; label: string; help?: string | undefined; children: ReactNode };

function Row({ id, label, help, children }: RowProps) {
  return (
    <div className="relative flex items-start gap-3 px-3 py-2.5 hover:bg-hover has-checked:bg-accent-soft">
      {children}
      <div className="grid min-w-0">
        {/* The label covers the row, so that all of it is a target. */}
        <label htmlFor={id} className="font-medium after:absolute after:inset-0">
          {label}
        </label>
        {help && (
          <span id={`${id}-help`} className="text-quiet text-[0.8125rem] text-pretty whitespace-pre-line wrap-anywhere">
            {help}
          </span>
        )}
      </div>
    </div>
  );
}

// Above the label that covers the row.
const BOX = "relative z-1 size-4.5 mt-px shrink-0 accent-accent";

type RadiosProps<Value extends string> = Omit<GroupProps, "children"> & {
  options: Option<Value>[];
  value: Value;
  onChange: (value: Value) => void;
};

/** One of a few. */
export function Radios<Value extends string>({ options, value, onChange, ...group }: RadiosProps<Value>) {
  const name = useId();
  return (
    <Group {...group}>
      {options.map((option) => (
        <Row key={option.value} id={name + option.value} label={option.label} help={option.help}>
          <input
            type="radio"
            id={name + option.value}
            name={name}
            value={option.value}
            checked={option.value === value}
            aria-describedby={option.help ? `${name}${option.value}-help` : undefined}
            onChange={() => onChange(option.value)}
            className={BOX}
          />
        </Row>
      ))}
    </Group>
  );
}

type CheckboxesProps<Value extends string> = Omit<GroupProps, "children"> & {
  options: Option<Value>[];
  chosen: readonly Value[];
  onChange: (chosen: Value[]) => void;
};

/** Any of several, kept in the order of the options. */
export function Checkboxes<Value extends string>({ options, chosen, onChange, ...group }: CheckboxesProps<Value>) {
  const name = useId();
  const toggle = (value: Value) =>
    onChange(
      options
        .map((each) => each.value)
        .filter((each) => (each === value ? !chosen.includes(each) : chosen.includes(each))),
    );
  return (
    <Group {...group}>
      {options.map((option) => (
        <Row key={option.value} id={name + option.value} label={option.label} help={option.help}>
          <input
            type="checkbox"
            id={name + option.value}
            checked={chosen.includes(option.value)}
            aria-describedby={option.help ? `${name}${option.value}-help` : undefined}
            onChange={() => toggle(option.value)}
            className={BOX}
          />
        </Row>
      ))}
    </Group>
  );
}
