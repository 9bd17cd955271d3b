import { cx } from "../../ui/cx";

type Props<Value extends string> = {
  name: string;
  title: string;
  help?: string;
  options: Record<Value, string>;
  value: Value;
  onChange: (value: Value) => void;
};

/** One of a few policies, all of them in sight. */
export function Choices<Value extends string>({ name, title, help, options, value, onChange }: Props<Value>) {
  return (
    <fieldset className="grid gap-1.5">
      <legend className="font-medium">{title}</legend>
      {help && <p className="text-quiet text-[0.8125rem] mb-1">{help}</p>}
      {(Object.entries(options) as [Value, string][]).map(([option, words]) => (
        <label
          key={option}
          className={cx(
            "flex items-center gap-3 rounded-control border border-line px-3 py-2 min-h-11 cursor-pointer hover:bg-hover",
            "has-checked:border-accent has-checked:bg-accent-soft",
          )}
        >
          <input
            type="radio"
            name={name}
            value={option}
            checked={option === value}
            onChange={() => onChange(option)}
            className="size-4 accent-accent"
          />
          {words}
        </label>
      ))}
    </fieldset>
  );
}
