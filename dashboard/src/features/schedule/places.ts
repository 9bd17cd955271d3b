// The windows and the visits of some days.

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { getAvailabilityOptions, listAppointmentsInfiniteOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { AppointmentSummary, SlotPlaces } from "../../api/generated/types.gen";
import { useMay, useTenant } from "../../api/me";
import { addDays, dayOf } from "./days";

export type Days = { from: string; to: string };

/** The windows of the days, with the places left. */
export function usePlaces({ from, to }: Days) {
  const tenant = useTenant();
  return useQuery(getAvailabilityOptions({ path: { tenant }, query: { from, to } }));
}

const PAGE = 100;

/** The visits of the days, all pages of them; none for a person without permission to read customers' names. */
export function useVisits({ from, to }: Days) {
  const tenant = useTenant();
  const may = useMay();
  const options = { path: { tenant }, query: { from, to, limit: PAGE } };
  const query = useInfiniteQuery({
    ...listAppointmentsInfiniteOptions(options),
    getNextPageParam: (page: { next_cursor?: string | null }) => page.next_cursor ?? undefined,
    initialPageParam: options,
    enabled: may("read_customers"),
  });
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  return query;
}

const AHEAD_DAYS = 60;

/** The next window that can be booked; it is only asked for when a view has none. */
export function useNextFree(from: string, isNeeded: boolean) {
  const tenant = useTenant();
  const range = { from, to: addDays(from, AHEAD_DAYS) };
  const options = getAvailabilityOptions({ path: { tenant }, query: range });
  return useQuery({ ...options, enabled: isNeeded, select: ({ items }) => items.find(({ bookable }) => bookable) });
}

/** Whether a visit is still at the time where the list has it. */
export function isOn(visit: AppointmentSummary): boolean {
  return visit.status === "booked" && !visit.moved_to;
}

/** The windows of one day, in order of time. */
export function windowsOf(places: SlotPlaces[], day: string): SlotPlaces[] {
  return places.filter(({ slot }) => dayOf(slot) === day);
}

/** The different windows of some days, the earliest first: the rows of a week. */
export function rowsOf(places: SlotPlaces[]): { key: string; starts: string; ends: string }[] {
  const rows = new Map(
    places.map(({ slot: { starts, ends } }) => [`${starts}-${ends}`, { key: `${starts}-${ends}`, starts, ends }]),
  );
  return [...rows.values()].toSorted((one, other) => one.key.localeCompare(other.key));
}
