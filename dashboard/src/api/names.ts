// The names of those who act in a company, in place of their ids.

import { useQuery } from "@tanstack/react-query";
import { useText } from "../text/text";
import { listNamesOptions } from "./generated/@tanstack/react-query.gen";
import { useMay, useMe, useTenant } from "./me";

/** The name of the actor that the API gives as `by`: a person, a key or an operator. */
export function useNameOf(): (by: string) => string {
  const text = useText().common.by;
  const tenant = useTenant();
  const me = useMe();
  const may = useMay();
  const names = useQuery({
    ...listNamesOptions({ path: { tenant } }),
    enabled: may("read_company"),
    staleTime: 300_000,
  });
  return (by) => {
    if (by === me.person_id) return text.you;
    const known = names.data?.items.find(({ id }) => id === by);
    if (known) return known.name;
    return by.startsWith("key_") ? text.program : text.someone;
  };
}
