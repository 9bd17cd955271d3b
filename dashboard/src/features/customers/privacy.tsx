import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { erasePerson, exportPerson } from "../../api/generated/sdk.gen";
import type { PersonErasure, PersonExport } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { useCustomersText } from "../../text/customers";
import { Button } from "../../ui/button";
import { Confirm } from "../../ui/confirm";
import { phone } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Panel } from "../../ui/page";
import { readPhone } from "../../ui/phone_number";
import { Banner, ProblemBanner } from "../../ui/states";
import { TextField } from "../../ui/text_field";
import { toast } from "../../ui/toast";
import { useRefreshCustomers } from "./changes";

/** An erasure works for some seconds at a time. More rounds than this mean that it does not come to an end. */
const MOST_ROUNDS = 50;

/** Answers someone who asks what is kept about them, or to have it erased. */
export function Privacy({ number }: { number: string }) {
  const text = useCustomersText().privacy;
  const tenant = useTenant();
  const [isErasing, setIsErasing] = useState(false);
  const save = useMutation({
    mutationFn: () => everythingOf(tenant, number),
    onSuccess: (pages) => saveFile(`${number.slice(1)}.json`, JSON.stringify(pages, null, 2)),
  });
  return (
    <Panel title={text.title} className="not-printed">
      <div className="grid gap-3 px-4 py-3">
        <p className="text-quiet text-[0.8125rem]">
          {text.what} {text.exportAgain}
        </p>
        <Button isBusy={save.isPending} onClick={() => save.mutate()}>
          <Icon name="download" className="size-4.5" />
          {text.export}
        </Button>
        {save.error !== null && <ProblemBanner error={save.error} />}
        <Button look="wary" onClick={() => setIsErasing(true)}>
          {text.erase}
        </Button>
      </div>
      {isErasing && <Erase number={number} onClose={() => setIsErasing(false)} />}
    </Panel>
  );
}

function Erase({ number, onClose }: { number: string; onClose: () => void }) {
  const text = useCustomersText().privacy;
  const tenant = useTenant();
  const navigate = useNavigate();
  const refresh = useRefreshCustomers();
  const [typed, setTyped] = useState("");
  const erase = useMutation({
    mutationFn: () => eraseAll(tenant, number),
    onSuccess: async ({ complete, calls_in_progress }) => {
      if (!complete || calls_in_progress.length > 0) return;
      toast(text.done);
      await navigate({ to: "/customers" });
      await refresh();
    },
  });
  return (
    <Confirm
      title={text.ask(phone(number))}
      isOpen
      onClose={onClose}
      action={text.erase}
      isBusy={erase.isPending}
      isDisabled={readPhone(typed) !== number}
      error={erase.error}
      onConfirm={() => erase.mutate()}
    >
      <p>{text.warning}</p>
      {erase.isPending && <Banner tone="accent">{text.working}</Banner>}
      {erase.data && <Banner tone="warn">{text.inProgress}</Banner>}
      <TextField
        label={text.confirm(phone(number))}
        type="tel"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </Confirm>
  );
}

/** Each request goes on where the last one stopped. */
async function eraseAll(tenant: string, customer: string): Promise<PersonErasure> {
  for (let round = 1; ; round += 1) {
    const { data } = await erasePerson({ path: { tenant, customer }, body: { confirm: customer }, throwOnError: true });
    // A call in progress leaves it incomplete until the call is over.
    if (data.complete || data.calls_in_progress.length > 0 || round === MOST_ROUNDS) return data;
  }
}

async function everythingOf(tenant: string, customer: string): Promise<PersonExport[]> {
  const pages: PersonExport[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor ? { cursor } : {};
    const { data } = await exportPerson({ path: { tenant, customer }, query, throwOnError: true });
    pages.push(data);
    cursor = data.next_cursor ?? undefined;
  } while (cursor);
  return pages;
}

function saveFile(name: string, content: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  link.download = name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
