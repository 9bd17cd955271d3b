// The names of people in place of their ids, as far as one may see them.

import { useQuery } from "@tanstack/react-query";
import { useText } from "../text/text";
import { listPeopleOptions } from "./generated/@tanstack/react-query.gen";
import { useMay, useMe, useTenant } from "./me";

/** The name of the actor that the API gives as `by`: a person, a key or an operator. */
export function useNameOf(): (by: string) => string {
  const text = useText().common.by;
  const tenant = useTenant();
  const me = useMe();
  const may = useMay();
  const people = useQuery({
    ...listPeopleOptions({ path: { tenant }, query: { limit: 100 } }),
    enabled: may("read_people"),
    staleTime: 300_000,
  });
  return (by) => {
    if (by === me.person_id) return text.you;
    const person = people.data?.items.find(({ person_id }) => person_id === by);
    if (person) return person.name ?? person.email;
    return by.startsWith("key_") ? text.program : text.someone;
  };
}
