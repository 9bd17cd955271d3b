import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "../ui/cx";

type ChoiceProps = ComponentProps<"input"> & { label: ReactNode; help?: string | undefined; beside?: ReactNode };

/** A box to tick, in a form that is saved later. What takes effect at once is a switch. */
export function Checkbox(props: ChoiceProps) {
  return <Choice type="checkbox" {...props} />;
}

/** One of several answers; those of one `name` belong together. */
export function Radio(props: ChoiceProps) {
  return <Choice type="radio" {...props} />;
}

function Choice({ label, help, beside, className, ...rest }: ChoiceProps) {
  const id = useId();
  return (
    <label className={cx("flex items-start gap-3 min-h-11 md:min-h-9 py-2.5 md:py-2 cursor-pointer", className)}>
      <input
        {...rest}
        aria-labelledby={id}
        aria-describedby={help ? `${id}-help` : undefined}
        className="size-5 md:size-4 md:mt-0.5 shrink-0 accent-accent"
      />
      <span className="grid gap-0.5 min-w-0">
        <span className="flex flex-wrap items-center gap-x-2">
          <span id={id}>{label}</span>
          {beside}
        </span>
        {help && (
          <span id={`${id}-help`} className="text-quiet text-[0.8125rem]">
            {help}
          </span>
        )}
      </span>
    </label>
  );
}
