import { useQuery } from "@tanstack/react-query";
import { listAuditOptions, listPeopleOptions } from "../../api/generated/@tanstack/react-query.gen";
import { useMay, useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Banner } from "../../ui/states";
import type { Facts } from "./changes";
import { differences } from "./facts";

type Props = { base: Facts; theirs: Facts; onMine: () => void; onTheirs: () => void; isBusy: boolean };

/** Someone else saved in the meantime: who, and what they changed. What was typed here stays until the person decides. */
export function SavedFirst({ base, theirs, onMine, onTheirs, isBusy }: Props) {
  const text = useText().settings.company;
  const who = useLatestEditor();
  const labels: Record<keyof Facts, string> = {
    name: text.name,
    contact_email: text.email,
    reference: text.reference,
  };
  const changed = Object.entries(differences(base, theirs)) as [keyof Facts, string][];
  return (
    <Banner tone="warn">
      <div className="grid gap-2">
        <p className="font-semibold">{text.stale(who ?? text.someone)}</p>
        <ul className="list-disc pl-5">
          {changed.map(([field, value]) => (
            <li key={field}>{text.differs(labels[field], value || text.nothing)}</li>
          ))}
        </ul>
        <div className="flex flex-wrap gap-2">
          <Button isBusy={isBusy} onClick={onMine}>
            {text.saveMine}
          </Button>
          <Button onClick={onTheirs}>{text.takeTheirs}</Button>
        </div>
      </div>
    </Banner>
  );
}

/** The name of who changed the company's facts last, as the audit log has it. */
function useLatestEditor(): string | undefined {
  const tenant = useTenant();
  const may = useMay();
  const audit = useQuery({
    ...listAuditOptions({ path: { tenant }, query: { limit: 25 } }),
    enabled: may("read_audit"),
    staleTime: 0,
  });
  const people = useQuery({
    ...listPeopleOptions({ path: { tenant }, query: { limit: 100 } }),
    enabled: may("read_people"),
  });
  const actor = audit.data?.items.find(({ action }) => action === "tenant.changed")?.actor;
  const person = people.data?.items.find(({ person_id }) => person_id === actor);
  return person?.name ?? person?.email;
}
