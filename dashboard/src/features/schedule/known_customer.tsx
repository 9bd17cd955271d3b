import { useQuery } from "@tanstack/react-query";
import { getCustomerOptions } from "../../api/generated/@tanstack/react-query.gen";
import { useMay, useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Banner } from "../../ui/states";
import type { BookFields } from "./book_fields";

type Props = { number: string | undefined; fields: BookFields; onUse: (known: Partial<BookFields>) => void };

/** Offers the name and the address of a customer whose number is typed, unless they are in the form already. */
export function KnownCustomer({ number, fields, onUse }: Props) {
  const text = useText().schedule.form;
  const tenant = useTenant();
  const may = useMay();
  const query = useQuery({
    ...getCustomerOptions({ path: { tenant, customer: number ?? "" } }),
    enabled: number !== undefined && may("read_customers"),
    retry: false,
    staleTime: 60_000,
  });
  const known = query.data;
  if (!number || !known?.name || known.name === fields.name) return null;
  const address = { street: known.street ?? fields.street, zip: known.zip ?? fields.zip };
  return (
    <Banner
      tone="accent"
      action={<Button onClick={() => onUse({ name: known.name ?? "", ...address })}>{text.fill}</Button>}
    >
      {text.known(known.name)} {[known.street, known.zip].filter(Boolean).join(", ")}
    </Banner>
  );
}
