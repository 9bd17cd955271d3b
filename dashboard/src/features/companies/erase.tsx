import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { eraseTenantMutation } from "../../api/generated/@tanstack/react-query.gen";
import type { Tenant } from "../../api/generated/types.gen";
import { usePlatformText } from "../../text/platform";
import { Button } from "../../ui/button";
import { Confirm } from "../../ui/confirm";
import { Panel } from "../../ui/page";
import { TextField } from "../../ui/text_field";

/** Erases a company that is out of service, with everything that it has. Its name is typed, since nothing brings it back. */
export function EraseCompany({ company }: { company: Tenant }) {
  const text = usePlatformText();
  const [isAsking, setIsAsking] = useState(false);
  const [typed, setTyped] = useState("");
  const isOut = company.status === "inactive" || company.status === "suspended";
  const erase = useMutation({
    ...eraseTenantMutation(),
    // The company that this page is in is gone.
    onSuccess: () => location.assign("/companies"),
  });
  const close = () => {
    setTyped("");
    erase.reset();
    setIsAsking(false);
  };
  const confirm = () => erase.mutate({ path: { tenant: company.tenant_id }, body: { confirm: company.tenant_id } });
  return (
    <Panel title={text.erase.title}>
      <div className="grid justify-items-start gap-3 px-4 py-3.5">
        <p className="text-pretty">{isOut ? text.erase.what : text.erase.suspendFirst}</p>
        {isOut && (
          <Button look="danger" onClick={() => setIsAsking(true)}>
            {text.erase.button}
          </Button>
        )}
      </div>
      <Confirm
        title={text.erase.ask(company.name)}
        isOpen={isAsking}
        onClose={close}
        action={text.erase.button}
        isBusy={erase.isPending || erase.isSuccess}
        isDisabled={typed.trim() !== company.name}
        error={erase.error}
        onConfirm={confirm}
      >
        <ul className="grid gap-1 list-disc pl-5">
          {text.erase.lost.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <TextField
          label={text.erase.typeName(company.name)}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
      </Confirm>
    </Panel>
  );
}
