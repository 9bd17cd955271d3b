import type { ReactNode } from "react";
import { cx } from "./cx";

/** A few views of which one is shown. Its links have `segmentClass`, and the shown one `aria-current`. */
export function Segments({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav aria-label={label} className="flex gap-0.5 rounded-control bg-sunken p-0.5 not-printed">
      {children}
    </nav>
  );
}

export function segmentClass(isShown: boolean): string {
  return cx(
    "grid place-items-center px-3 min-h-11 md:min-h-8 rounded-control font-medium text-quiet hover:text-ink",
    isShown && "bg-panel text-ink shadow-panel",
  );
}
