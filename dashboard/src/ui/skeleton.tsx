import { cx } from "./cx";

/** A bar in the place of words that are loading. */
export function Bar({ className }: { className?: string }) {
  return <span className={cx("block rounded bg-line animate-wait", className)} />;
}

/** The rows of a list that is loading. They show after 200 ms. */
export function SkeletonRows({ rows = 6 }: { rows?: number }) {
  return (
    <div aria-hidden="true" className="after-a-moment divide-y divide-line">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all the same
        <div key={row} className="flex items-center gap-4 px-4 py-3.5">
          <Bar className="h-3.5 w-24" />
          <Bar className="h-3.5 flex-1 max-w-80" />
          <Bar className="h-3.5 w-12 ml-auto" />
        </div>
      ))}
    </div>
  );
}
