import { useSuspenseQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Proposals } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { asProblem } from "../../api/problem";
import { useConfigText } from "../../text/config";
import { useProposalsText } from "../../text/proposals";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Checkboxes } from "../../ui/choices";
import { DialogActions } from "../../ui/dialog_actions";
import { Banner, Empty, ProblemBanner } from "../../ui/states";
import { toast } from "../../ui/toast";
import { draftOptions } from "../draft";
import { AlsoFound, PagesRead, Unclear } from "./beside";
import { chosenOf, firstTicked, type Group, rowsOf } from "./rows";
import { useChosen } from "./use_chosen";

const GROUPS: Group[] = ["hours", "areas", "services", "company"];

type Props = {
  found: Proposals;
  /** What one does instead of using them. */
  other: { name: string; onPress: () => void };
  onUsed: () => void;
};

/** The proposals to tick, each with the words it comes from, on top of the draft as it is. */
export function Review({ found, other, onUsed }: Props) {
  const words = useProposalsText();
  const config = useConfigText();
  const draft = useSuspenseQuery({ ...draftOptions(useTenant()), staleTime: Number.POSITIVE_INFINITY }).data;
  const [ticked, setTicked] = useState(() => firstTicked(found, draft.configuration));
  const top = useRef<HTMLParagraphElement>(null);
  const using = useChosen();
  const rows = rowsOf(found, draft.configuration, { proposals: words, config });
  const isEmpty = GROUPS.every((group) => rows[group].length === 0);
  useEffect(() => top.current?.focus(), []);
  const tick = (group: Group, chosen: string[]) => {
    const added = chosen.filter((each) => !ticked.includes(each));
    // A company has one week.
    const kept = group === "hours" && added.length > 0 ? added : chosen;
    setTicked([...ticked.filter((each) => !each.startsWith(`${group}:`)), ...kept]);
  };
  const use = async () => {
    const isNew = await using.mutateAsync({ seen: draft, chosen: chosenOf(found, ticked) }).catch(() => undefined);
    if (isNew === undefined) return;
    toast(isNew ? words.used : words.usedNothing);
    onUsed();
  };
  return (
    <div className="grid grid-cols-1 gap-5">
      <p ref={top} tabIndex={-1} role="status" className="text-quiet text-pretty outline-none">
        {isEmpty ? words.nothingWhat : words.review}
      </p>
      {using.error && <NotUsed error={using.error} />}
      {isEmpty && <Empty icon="search" title={words.nothing} />}
      {words.model[found.model] && <Banner tone="accent">{words.model[found.model]}</Banner>}
      {GROUPS.filter((group) => rows[group].length > 0).map((group) => (
        <Checkboxes
          key={group}
          legend={words.groups[group]}
          {...(group === "hours" && rows.hours.length > 1 && { help: words.oneWeek })}
          options={rows[group]}
          chosen={ticked}
          onChange={(chosen) => tick(group, chosen)}
        />
      ))}
      <Unclear parts={found.unclear} />
      <AlsoFound found={found} draft={draft.configuration} />
      <PagesRead pages={found.pages} />
      <div className="sticky bottom-0 z-2 -mx-5 px-5 -mt-2 -mb-3 bg-raised border-t border-line">
        <DialogActions>
          <Button onClick={other.onPress}>{other.name}</Button>
          {!isEmpty && (
            <Button look="main" isBusy={using.isPending} disabled={ticked.length === 0} onClick={use}>
              {using.isPending ? words.saving : words.use}
            </Button>
          )}
        </DialogActions>
      </div>
    </div>
  );
}

/** Why nothing was saved. */
function NotUsed({ error }: { error: Error }) {
  const text = useText();
  const words = useProposalsText();
  const { kind, fields } = asProblem(error);
  if (kind === "stale") return <Banner tone="warn">{words.stale}</Banner>;
  if (kind !== "invalid" || fields.length === 0) return <ProblemBanner error={error} />;
  return (
    <Banner tone="bad">
      <b className="font-semibold">{words.refused}</b>
      <ul>
        {fields.map(({ field, message }) => (
          <li key={field}>
            {field}: {text.server(message)}
          </li>
        ))}
      </ul>
    </Banner>
  );
}
