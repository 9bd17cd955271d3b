// A visit that is carried to another window, with the pointer or with the keys.

import { type KeyboardEvent, useState } from "react";
import type { AppointmentSummary, SlotPlaces } from "../../api/generated/types.gen";

export type Carried = { visit: AppointmentSummary; over: SlotPlaces | undefined; isByKey: boolean };

const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Whether a visit can be put into a window: another one, with a place that can be booked. */
export function mayDrop(visit: AppointmentSummary, window: SlotPlaces | undefined): window is SlotPlaces {
  return window?.bookable === true && window.slot.id !== visit.slot.id;
}

/**
 * The window beside another one in the grid of a week, in a direction. `grid` has a column of windows for each day, with a hole
 * where a day lacks a row. Holes are skipped; at the edge it stays.
 */
export function neighbour(
  grid: (SlotPlaces | undefined)[][],
  from: string,
  [columns, rows]: [number, number],
): SlotPlaces | undefined {
  let column = grid.findIndex((day) => day.some((window) => window?.slot.id === from));
  let row = grid[column]?.findIndex((window) => window?.slot.id === from) ?? -1;
  for (;;) {
    column += columns;
    row += rows;
    if (column < 0 || row < 0 || column >= grid.length || row >= (grid[column]?.length ?? 0)) return undefined;
    const found = grid[column]?.[row];
    if (found) return found;
  }
}

/** Carries a visit over the grid of a week, and gives it to `onDrop` with the window. */
export function useCarry(
  grid: (SlotPlaces | undefined)[][],
  onDrop: (visit: AppointmentSummary, window: SlotPlaces) => void,
) {
  const [carried, setCarried] = useState<Carried>();
  const drop = (visit: AppointmentSummary, window: SlotPlaces | undefined) => {
    setCarried(undefined);
    if (mayDrop(visit, window)) onDrop(visit, window);
  };
  const pressed = (event: KeyboardEvent, visit: AppointmentSummary) => {
    if (!carried) {
      if (event.key.toLowerCase() !== "m" || event.ctrlKey || event.metaKey || event.altKey) return;
      const here = grid.flat().find((window) => window?.slot.id === visit.slot.id);
      event.preventDefault();
      setCarried({ visit, over: here, isByKey: true });
      return;
    }
    const step = STEPS[event.key];
    if (step) {
      event.preventDefault();
      setCarried({ ...carried, over: neighbour(grid, carried.over?.slot.id ?? "", step) ?? carried.over });
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (mayDrop(carried.visit, carried.over)) drop(carried.visit, carried.over);
    } else if (event.key === "Escape" || event.key === "Tab") {
      setCarried(undefined);
    }
  };
  return {
    carried,
    pressed,
    lifted: (visit: AppointmentSummary) => setCarried({ visit, over: undefined, isByKey: false }),
    over: (over: SlotPlaces | undefined) => setCarried((now) => now && { ...now, over }),
    dropped: (window: SlotPlaces) => carried && drop(carried.visit, window),
    stopped: () => setCarried(undefined),
  };
}
