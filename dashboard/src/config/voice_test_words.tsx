import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getTestCallOptions } from "../api/generated/@tanstack/react-query.gen";
import type { HistoryEntry } from "../api/generated/types.gen";
import { useTenant } from "../api/me";
import { useConfigText } from "../text/config";
import { useText } from "../text/text";
import { Button } from "../ui/button";
import { Loaded } from "../ui/loaded";

/** What was said in a test call by voice, when it is asked for. */
export function VoiceTestWords({ testCall }: { testCall: string }) {
  const text = useConfigText().talk;
  const [isShown, setIsShown] = useState(false);
  if (!isShown) return <Button onClick={() => setIsShown(true)}>{text.see}</Button>;
  return <Words testCall={testCall} />;
}

function Words({ testCall }: { testCall: string }) {
  const text = useConfigText().talk;
  const names = useText().calls.one;
  const tenant = useTenant();
  const query = useQuery(getTestCallOptions({ path: { tenant, test_call: testCall } }));
  return (
    <Loaded query={query}>
      {({ history }) => {
        const spoken = history.flatMap((entry) => spokenOf(entry, names.keyed));
        if (spoken.length === 0) return <p className="text-quiet">{text.nothingSaid}</p>;
        return (
          <ol aria-label={text.said} className="grid gap-3">
            {spoken.map(({ isAgent, words }, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the conversation is over, and its entries have no id
              <li key={place} className="grid grid-cols-[3.75rem_1fr] gap-3">
                <span className={isAgent ? "font-medium text-accent" : "font-medium"}>
                  {isAgent ? names.agent : names.caller}
                </span>
                <p className="min-w-0 text-pretty">{words}</p>
              </li>
            ))}
          </ol>
        );
      }}
    </Loaded>
  );
}

function spokenOf(entry: HistoryEntry, keyed: (digits: string) => string): { isAgent: boolean; words: string }[] {
  if (entry.kind === "agent_said") return [{ isAgent: true, words: entry.text }];
  if (entry.kind === "caller_said") return [{ isAgent: false, words: entry.text }];
  return entry.kind === "caller_keyed" ? [{ isAgent: false, words: keyed(entry.digits) }] : [];
}
