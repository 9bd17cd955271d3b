import { useState } from "react";
import type { Tenant } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { Confirm } from "../../ui/confirm";
import { Switch } from "../../ui/field";
import { Panel } from "../../ui/page";
import { ProblemBanner } from "../../ui/states";
import { toast } from "../../ui/toast";
import { useTestMode } from "./changes";

/** Turning it on is asked about, since customers hear it at once; turning it off is not. */
export function TestMode({ company }: { company: Tenant }) {
  const text = useText().settings.test;
  const change = useTestMode();
  const [isAsking, setIsAsking] = useState(false);
  const set = (on: boolean) =>
    change.mutate(on, {
      onSuccess: () => {
        setIsAsking(false);
        toast(on ? text.turnedOn : text.turnedOff);
      },
    });
  const close = () => {
    change.reset();
    setIsAsking(false);
  };
  return (
    <Panel title={text.title}>
      <div className="grid gap-2 px-4 py-3">
        <Switch
          label={text.label}
          help={text.what}
          isOn={company.test_mode}
          isDisabled={change.isPending}
          onChange={(isOn) => (isOn ? setIsAsking(true) : set(false))}
        />
        <ul className="grid gap-1 list-disc pl-5 text-quiet">
          {text.points.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
        {change.error !== null && !isAsking && <ProblemBanner error={change.error} />}
      </div>
      <Confirm
        title={text.onTitle}
        isOpen={isAsking}
        onClose={close}
        action={text.onAction}
        look="main"
        isBusy={change.isPending}
        error={change.error}
        onConfirm={() => set(true)}
      >
        <p>{text.onWhat}</p>
      </Confirm>
    </Panel>
  );
}
