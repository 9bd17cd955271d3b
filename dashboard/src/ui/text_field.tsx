// Fields for text, of one line and of several.

import type { ComponentProps } from "react";
import { cx } from "./cx";
import { CONTROL, Field, LINE, type Own } from "./field";

export function TextField({ label, help, error, isOptional, className, ...rest }: Own & ComponentProps<"input">) {
  return (
    <Field label={label} help={help} error={error} isOptional={isOptional}>
      {(attributes) => <input type="text" {...rest} {...attributes} className={cx(LINE, className)} />}
    </Field>
  );
}

type AreaProps = Own & Omit<ComponentProps<"textarea">, "style"> & { rows?: number };

/** Grows with what is typed, where the browser can; `rows` are shown at least. */
export function TextArea({ label, help, error, isOptional, className, rows = 4, ...rest }: AreaProps) {
  return (
    <Field label={label} help={help} error={error} isOptional={isOptional}>
      {(attributes) => (
        <textarea
          rows={rows}
          {...rest}
          {...attributes}
          style={{ minHeight: `calc(${rows}lh + 1rem + 2px)` }}
          className={cx(CONTROL, "py-2 leading-normal field-sizing-content max-h-96", className)}
        />
      )}
    </Field>
  );
}
