import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { getCustomerOptions } from "../../api/generated/@tanstack/react-query.gen";
import { useMay, useTenant } from "../../api/me";
import { phone } from "../../ui/format";

/** The customer who sent a text, by name if the number is a customer's. It leads to their visits, calls and notes. */
export function Sender({ number }: { number: string }) {
  const tenant = useTenant();
  const may = useMay();
  const isAllowed = may("read_customers");
  const customer = useQuery({
    ...getCustomerOptions({ path: { tenant, customer: number } }),
    enabled: isAllowed,
    // A number that is no customer's is answered with 404.
    retry: false,
    staleTime: 300_000,
  });
  const name = customer.data?.name ?? phone(number);
  if (!isAllowed) return <b className="font-semibold">{name}</b>;
  return (
    <Link
      to="/customers/$customer"
      params={{ customer: number }}
      className="inline-flex items-center min-h-6 font-semibold text-accent hover:underline underline-offset-2"
    >
      {name}
    </Link>
  );
}
