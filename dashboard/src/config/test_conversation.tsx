import { useQuery } from "@tanstack/react-query";
import { getTestCallOptions } from "../api/generated/@tanstack/react-query.gen";
import type { HistoryEntry } from "../api/generated/types.gen";
import { useTenant } from "../api/me";
import { useConfigText } from "../text/config";
import { useText } from "../text/text";
import { Badge } from "../ui/badge";
import { Loaded } from "../ui/loaded";

/** What was said in a test call. It is kept for a day. */
export function TestConversation({ id }: { id: string }) {
  const text = useConfigText().test.earlier;
  const tenant = useTenant();
  const query = useQuery({ ...getTestCallOptions({ path: { tenant, test_call: id } }), staleTime: 0 });
  return (
    <Loaded query={query}>
      {({ history, withheld }) => (
        <>
          {withheld && withheld.length > 0 && <p className="pb-3 text-quiet">{text.withheld}</p>}
          {history.length === 0 && <p className="text-quiet">{text.silent}</p>}
          <ol className="grid gap-3">
            {history.map((entry, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: what was said does not change places
              <Entry key={place} entry={entry} />
            ))}
          </ol>
        </>
      )}
    </Loaded>
  );
}

/** What was said, keyed or asked of a tool. A result is for the model, and its words follow. */
function Entry({ entry }: { entry: HistoryEntry }) {
  const words = useText().calls.one;
  if (entry.kind === "tool_returned") return null;
  if (entry.kind === "tools_requested") {
    return (
      <li className="ml-18 flex flex-wrap gap-2">
        {entry.requests.map(({ id, name }) => (
          <Badge key={id}>{words.tools[name] ?? name}</Badge>
        ))}
      </li>
    );
  }
  const isAgent = entry.kind === "agent_said";
  return (
    <li className="grid grid-cols-[3.75rem_1fr] gap-3">
      <span className={isAgent ? "font-medium text-accent" : "font-medium"}>
        {isAgent ? words.agent : words.caller}
      </span>
      <p className="min-w-0 text-pretty">{entry.kind === "caller_keyed" ? words.keyed(entry.digits) : entry.text}</p>
    </li>
  );
}
