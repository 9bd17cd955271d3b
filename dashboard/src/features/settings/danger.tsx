import { useState } from "react";
import type { Tenant, TenantStatus } from "../../api/generated/types.gen";
import { useMe } from "../../api/me";
import { useText } from "../../text/text";
import { Badge, type Tone } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Confirm } from "../../ui/confirm";
import { Panel } from "../../ui/page";
import { ProblemBanner } from "../../ui/states";
import { TextField } from "../../ui/text_field";
import { toast } from "../../ui/toast";
import { useService } from "./changes";

const TONES: Record<TenantStatus, Tone> = { active: "good", trial: "accent", inactive: "warn", suspended: "bad" };

/** Out of service and back. The name is typed, since calls end at once. */
export function Danger({ company }: { company: Tenant }) {
  const text = useText();
  const words = text.settings.danger;
  const me = useMe();
  const { deactivate, reactivate } = useService();
  const [isAsking, setIsAsking] = useState(false);
  const isOut = company.status === "inactive";
  const mayChange = company.status !== "suspended" || me.kind === "operator";
  const states: Record<TenantStatus, string> = {
    active: words.on,
    trial: words.trial,
    inactive: words.off,
    suspended: words.suspended,
  };
  return (
    <Panel
      title={words.title}
      beside={<Badge tone={TONES[company.status]}>{text.companies.statuses[company.status]}</Badge>}
    >
      <div className="grid justify-items-start gap-3 px-4 py-3">
        <p className="text-pretty">{states[company.status]}</p>
        {reactivate.error !== null && <ProblemBanner error={reactivate.error} />}
        {mayChange &&
          (isOut ? (
            <Button
              look="main"
              isBusy={reactivate.isPending}
              onClick={() => reactivate.mutate(undefined, { onSuccess: () => toast(words.reactivated) })}
            >
              {words.reactivate}
            </Button>
          ) : (
            <Button look="danger" onClick={() => setIsAsking(true)}>
              {words.deactivate}
            </Button>
          ))}
        <p className="text-quiet text-pretty">{words.erase}</p>
      </div>
      <DeactivateDialog
        company={company}
        deactivate={deactivate}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
      />
    </Panel>
  );
}

type DialogProps = {
  company: Tenant;
  deactivate: ReturnType<typeof useService>["deactivate"];
  isOpen: boolean;
  onClose: () => void;
};

function DeactivateDialog({ company, deactivate, isOpen, onClose }: DialogProps) {
  const text = useText().settings.danger;
  const [typed, setTyped] = useState("");
  const close = () => {
    setTyped("");
    deactivate.reset();
    onClose();
  };
  const confirm = () =>
    deactivate.mutate(undefined, {
      onSuccess: () => {
        toast(text.deactivated);
        close();
      },
    });
  return (
    <Confirm
      title={text.deactivateTitle}
      isOpen={isOpen}
      onClose={close}
      action={text.deactivate}
      isBusy={deactivate.isPending}
      isDisabled={typed.trim() !== company.name}
      error={deactivate.error}
      onConfirm={confirm}
    >
      <ul className="grid gap-1 list-disc pl-5">
        {text.deactivateWhat.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <TextField
        label={text.confirm(company.name)}
        value={typed}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
      />
    </Confirm>
  );
}
