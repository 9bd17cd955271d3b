import type { ReactNode } from "react";

/** The buttons below what a dialog contains, where the contents know what they do. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="flex max-md:flex-col-reverse md:justify-end gap-2 pt-5 pb-2">{children}</div>;
}
