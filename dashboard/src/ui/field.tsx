// Fields of forms: a label above, help below it, and the error in words, which the reader of the field hears.

import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "./cx";
import { Icon } from "./icon";

export const CONTROL = cx(
  "w-full min-w-0 rounded-control border border-edge bg-panel px-3 text-ink placeholder:text-quiet",
  "aria-invalid:border-bad disabled:bg-sunken disabled:text-quiet",
);
export const LINE = `${CONTROL} min-h-11 md:min-h-9`;

type FieldProps = {
  label: string;
  help?: ReactNode;
  error?: string | undefined;
  isOptional?: string | undefined;
  children: (attributes: {
    id: string;
    "aria-invalid": true | undefined;
    "aria-describedby": string | undefined;
  }) => ReactNode;
};

/** A label, the control, its help and its error. `isOptional` is the word for optional. */
export function Field({ label, help, error, isOptional, children }: FieldProps) {
  const id = useId();
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="grid grid-cols-1 gap-1.5 min-w-0">
      <label htmlFor={id} className="font-medium">
        {label} {isOptional && <span className="font-normal text-quiet">({isOptional})</span>}
      </label>
      {children({ id, "aria-invalid": error ? true : undefined, "aria-describedby": described || undefined })}
      {help && (
        <p id={`${id}-help`} className="text-quiet text-[0.8125rem]">
          {help}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-bad text-[0.8125rem]">
          <Icon name="warning" className="size-4 mt-0.5" />
          {error}
        </p>
      )}
    </div>
  );
}

export type Own = Omit<FieldProps, "children">;

export function Select({
  label,
  help,
  error,
  isOptional,
  className,
  children,
  ...rest
}: Own & ComponentProps<"select">) {
  return (
    <Field label={label} help={help} error={error} isOptional={isOptional}>
      {(attributes) => (
        <select {...rest} {...attributes} className={cx(LINE, "pr-2", className)}>
          {children}
        </select>
      )}
    </Field>
  );
}

type SwitchProps = {
  label: string;
  help?: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  isDisabled?: boolean;
};

/** A setting that takes effect at once. */
export function Switch({ label, help, isOn, onChange, isDisabled = false }: SwitchProps) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-4 min-h-11 md:min-h-9">
      <span className="grid gap-0.5 py-1.5">
        <span id={id} className="font-medium">
          {label}
        </span>
        {help && <span className="text-quiet text-[0.8125rem]">{help}</span>}
      </span>
      <button
        type="button"
        role="switch"
        aria-checked={isOn}
        aria-labelledby={id}
        disabled={isDisabled}
        onClick={() => onChange(!isOn)}
        className="inline-flex h-11 md:h-9 items-center disabled:opacity-55"
      >
        <span className={cx("flex h-6 w-10 rounded-full p-0.5 transition-colors", isOn ? "bg-accent" : "bg-edge")}>
          <span
            className={cx("size-5 rounded-full bg-panel shadow-panel transition-transform", isOn && "translate-x-4")}
          />
        </span>
      </button>
    </div>
  );
}
