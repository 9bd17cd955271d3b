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

export function TextArea({ label, help, error, isOptional, className, ...rest }: Own & ComponentProps<"textarea">) {
  return (
    <Field label={label} help={help} error={error} isOptional={isOptional}>
      {(attributes) => (
        <textarea rows={4} {...rest} {...attributes} className={cx(CONTROL, "py-2 leading-normal", className)} />
      )}
    </Field>
  );
}
