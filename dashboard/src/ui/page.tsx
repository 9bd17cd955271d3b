// The frame of a screen: its heading with what can be done, and panels.

import { type ReactNode, useEffect } from "react";
import { useText } from "../text/text";
import { cx } from "./cx";

type PageProps = {
  title: string;
  before?: ReactNode;
  beside?: ReactNode;
  actions?: ReactNode;
  isNarrow?: boolean;
  children: ReactNode;
};

/** A screen with its heading. `before` is the way back, `beside` a state. */
export function Page({ title, before, beside, actions, isNarrow = false, children }: PageProps) {
  const text = useText();
  useEffect(() => {
    document.title = `${title} · ${text.common.product}`;
  }, [title, text]);
  return (
    <div className={cx("mx-auto w-full px-4 md:px-8 pt-4 md:pt-7 pb-8", isNarrow ? "max-w-2xl" : "max-w-6xl")}>
      {before}
      <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 min-h-11 mb-3 md:mb-5">
        <div className="flex flex-1 flex-wrap items-center gap-x-3 gap-y-1 min-w-2/5">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {beside}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2 not-printed">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

type PanelProps = { title?: string; beside?: ReactNode; className?: string; children: ReactNode };

/** A bounded group of related things. */
export function Panel({ title, beside, className, children }: PanelProps) {
  return (
    <section className={cx("rounded-panel border border-line bg-panel shadow-panel overflow-clip", className)}>
      {title && (
        <header className="flex items-center justify-between gap-4 border-b border-line px-4 py-2.5">
          <h2 className="font-semibold">{title}</h2>
          {beside}
        </header>
      )}
      {children}
    </section>
  );
}

/** A name and a value, for the facts of one thing. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4 px-4 py-2">
      <dt className="text-quiet">{name}</dt>
      <dd className="text-right tabular-nums break-words min-w-0">{children}</dd>
    </div>
  );
}
