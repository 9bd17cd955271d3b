import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { getRetentionOptions } from "../../api/generated/@tanstack/react-query.gen";
import { setRetention } from "../../api/generated/sdk.gen";
import type { KindOfData, Retention } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { isWrong } from "../../api/wrong_field";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Confirm } from "../../ui/confirm";
import { Select } from "../../ui/field";
import { day } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { Panel } from "../../ui/page";
import { SkeletonRows } from "../../ui/skeleton";
import { ProblemBanner } from "../../ui/states";
import { toast } from "../../ui/toast";
import { choicesOf, type Days, daysOf, isShorter, KINDS } from "./retention_days";

/** How long calls, visits and recordings are kept, and what goes soon. */
export function RetentionPanel() {
  const text = useText().settings.retention;
  const tenant = useTenant();
  const query = useQuery(getRetentionOptions({ path: { tenant } }));
  return (
    <Panel title={text.title}>
      <Loaded query={query} skeleton={<SkeletonRows rows={3} />}>
        {(kept) => <RetentionForm kept={kept} />}
      </Loaded>
    </Panel>
  );
}

/** A shorter time erases what there is, so it is asked about. */
function RetentionForm({ kept }: { kept: Retention }) {
  const text = useText();
  const words = text.settings.retention;
  const tenant = useTenant();
  const client = useQueryClient();
  const [days, setDays] = useState<Days>(daysOf(kept));
  const [isAsking, setIsAsking] = useState(false);
  const save = useMutation({
    mutationFn: async () => {
      const body = {
        calls_days: days.calls,
        customers_days: days.customers,
        ...(days.recordings !== null && { recordings_days: days.recordings }),
      };
      return (await setRetention({ path: { tenant }, body, throwOnError: true })).data;
    },
    onSuccess: (saved) => {
      client.setQueryData(getRetentionOptions({ path: { tenant } }).queryKey, saved);
      setIsAsking(false);
      toast(words.saved);
    },
  });
  const current = daysOf(kept);
  const hasChanges = KINDS.some((kind) => days[kind] !== current[kind]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isShorter(current, days)) setIsAsking(true);
    else save.mutate();
  };
  const helps = { calls: words.callsHelp, customers: words.customersHelp, recordings: undefined };
  const isMarked = KINDS.some((kind) => isWrong(save.error, `/${kind}_days`));
  return (
    <form onSubmit={submit} className="grid gap-4 px-4 py-4">
      {KINDS.map((kind) => (
        <div key={kind} className="grid gap-1">
          <Select
            label={words[kind]}
            help={helps[kind]}
            error={isWrong(save.error, `/${kind}_days`) ? words.wrong : undefined}
            value={days[kind] ?? ""}
            onChange={({ target: { value } }) => setDays({ ...days, [kind]: value === "" ? null : Number(value) })}
          >
            {choicesOf(kind, current[kind]).map((choice) => (
              <option key={choice ?? ""} value={choice ?? ""}>
                {choice === null ? words.forever : words.days(choice)}
              </option>
            ))}
          </Select>
          <Going kind={kept[kind]} />
        </div>
      ))}
      {save.error !== null && !isAsking && !isMarked && <ProblemBanner error={save.error} />}
      <Button
        type="submit"
        look="main"
        disabled={!hasChanges}
        isBusy={save.isPending}
        className="md:justify-self-start"
      >
        {text.common.save}
      </Button>
      <Confirm
        title={words.shorterTitle}
        isOpen={isAsking}
        onClose={() => {
          save.reset();
          setIsAsking(false);
        }}
        action={words.shorterAction}
        isBusy={save.isPending}
        error={save.error}
        onConfirm={() => save.mutate()}
      >
        <p>{words.shorterWhat}</p>
      </Confirm>
    </form>
  );
}

function Going({ kind }: { kind: KindOfData }) {
  const text = useText().settings.retention;
  const first = kind.going.find(({ count }) => count > 0);
  const count = kind.going.reduce((sum, each) => sum + each.count, 0);
  return (
    <p className="text-quiet text-[0.8125rem]">
      {first ? text.going(count, kind.complete, day(first.day)) : text.nothingGoes}
    </p>
  );
}
