import { useMutation } from "@tanstack/react-query";
import { createCalendar, revokeCalendar } from "../../api/generated/sdk.gen";
import type { NewCalendarFeed } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { useRefresh } from "../../api/refresh";
import { useRequestKey } from "../../api/request_key";

/** Makes an address for the company or a person; `onMade` gets it, this once. */
export function useMakeCalendar(onMade: (made: NewCalendarFeed) => void) {
  const tenant = useTenant();
  const refresh = useRefresh("listCalendars");
  const key = useRequestKey();
  return useMutation({
    mutationFn: (feed: string) =>
      createCalendar({
        path: { tenant },
        headers: { "Idempotency-Key": key.current() },
        body: feed === "company" ? {} : { person: feed },
        throwOnError: true,
      }),
    onSuccess: ({ data }) => onMade(data),
    onSettled: (_, error) => {
      key.answered(error);
      return refresh();
    },
  });
}

export function useRevokeCalendar() {
  const tenant = useTenant();
  const refresh = useRefresh("listCalendars");
  return useMutation({
    mutationFn: (calendar: string) => revokeCalendar({ path: { tenant, calendar }, throwOnError: true }),
    onSettled: refresh,
  });
}
