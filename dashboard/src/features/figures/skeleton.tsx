import { Panel } from "../../ui/page";
import { Bar } from "../../ui/skeleton";

/** Figures that are loading. */
export function FiguresSkeleton() {
  return (
    <div aria-hidden="true" className="after-a-moment grid gap-4 md:gap-5">
      <Panel className="grid grid-cols-2 md:grid-cols-4 gap-4 p-4">
        {["a", "b", "c", "d"].map((key) => (
          <span key={key} className="grid gap-2 py-1">
            <Bar className="h-3.5 w-20" />
            <Bar className="h-7 w-14" />
          </span>
        ))}
      </Panel>
      <div className="grid lg:grid-cols-2 gap-4 md:gap-5">
        {["a", "b"].map((key) => (
          <Panel key={key} className="h-44 p-4">
            <Bar className="h-4 w-32" />
          </Panel>
        ))}
      </div>
    </div>
  );
}
