import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";

const LOOKS = {
  main: "bg-accent text-on-accent hover:bg-accent-strong font-medium",
  quiet: "bg-panel text-ink border border-edge/40 hover:bg-hover font-medium shadow-panel",
  plain: "text-ink hover:bg-hover",
  danger: "bg-bad text-on-bad hover:bg-bad-strong font-medium",
  /** Leads to a danger, and asks before. */
  wary: "text-bad hover:bg-bad-soft font-medium",
} as const;

export type ButtonLook = keyof typeof LOOKS;

/** The look of a button, also for links that look like one. On a telephone, it is as high as a thumb needs. */
export function buttonClass(look: ButtonLook = "quiet"): string {
  return cx(
    "inline-flex items-center justify-center gap-2 rounded-control px-3.5 min-h-11 md:min-h-9 select-none",
    "whitespace-nowrap transition-colors disabled:opacity-55 disabled:cursor-not-allowed",
    LOOKS[look],
  );
}

type Props = ComponentProps<"button"> & { look?: ButtonLook; isBusy?: boolean; children: ReactNode };

/** A button. While it is busy it keeps its size and its focus, and does nothing. */
export function Button({ look = "quiet", isBusy = false, className, children, onClick, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
      className={cx(buttonClass(look), isBusy && "opacity-60", className)}
    >
      {children}
    </button>
  );
}

/** A button that is only an icon; its label is read to those who cannot see it. */
export function IconButton({ label, className, children, ...rest }: ComponentProps<"button"> & { label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={cx(
        "inline-flex items-center justify-center rounded-control size-11 md:size-9 text-quiet hover:bg-hover hover:text-ink",
        className,
      )}
    >
      {children}
    </button>
  );
}
