import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { listApiKeysInfiniteOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { ApiKey, KeyState } from "../../api/generated/types.gen";
import { useMay, useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { Badge, type Tone } from "../../ui/badge";
import { buttonClass } from "../../ui/button";
import { date, moment } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { MoreButton } from "../../ui/more_button";
import { Page, Panel } from "../../ui/page";
import { Empty } from "../../ui/states";
import { CreateKeyDialog } from "./create";
import { KeyDialog } from "./key";

/** The keys of other programs: those that work, and the others folded away. */
export function Keys() {
  const text = useText().keys;
  const may = useMay();
  const tenant = useTenant();
  const { key: opened, create = false } = useSearch({ from: "/signed-in/keys" });
  const navigate = useNavigate();
  const close = () => void navigate({ to: "/keys", search: {}, replace: true, resetScroll: false });
  const options = { path: { tenant }, query: { limit: 100 } };
  const query = useInfiniteQuery({
    ...listApiKeysInfiniteOptions(options),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    initialPageParam: options,
  });
  const keys = query.data?.pages.flatMap((page): ApiKey[] => page.items) ?? [];
  const createLink = may("manage_keys") && (
    <Link to="/keys" search={{ create: true }} resetScroll={false} className={buttonClass("main")}>
      {text.create}
    </Link>
  );
  return (
    <Page title={text.title} isNarrow actions={keys.length > 0 && createLink}>
      <p className="text-quiet -mt-2 mb-4 text-pretty">{text.lead}</p>
      <Panel>
        <Loaded query={query}>
          {() =>
            keys.length === 0 ? (
              <Empty icon="key" title={text.none} action={createLink}>
                {text.noneWhat}
              </Empty>
            ) : (
              <>
                <KeyList keys={keys} />
                <MoreButton query={query} />
              </>
            )
          }
        </Loaded>
      </Panel>
      <CreateKeyDialog isOpen={create && may("manage_keys")} onClose={close} />
      <KeyDialog apiKey={keys.find(({ key_id }) => key_id === opened)} onClose={close} />
    </Page>
  );
}

function KeyList({ keys }: { keys: ApiKey[] }) {
  const text = useText().keys;
  const latestFirst = keys.toSorted((one, other) => other.created_at.localeCompare(one.created_at));
  const over = latestFirst.filter(({ state }) => state !== "active");
  return (
    <>
      <Rows keys={latestFirst.filter(({ state }) => state === "active")} />
      {over.length > 0 && (
        <details className="border-t border-line first:border-t-0">
          <summary className="px-4 py-3 text-quiet hover:text-ink hover:bg-hover cursor-pointer">
            {text.over(over.length)}
          </summary>
          <Rows keys={over} />
        </details>
      )}
    </>
  );
}

const TONES: Record<KeyState, Tone> = { active: "good", expired: "warn", revoked: "plain" };

function Rows({ keys }: { keys: ApiKey[] }) {
  const text = useText().keys;
  if (keys.length === 0) return null;
  return (
    <ul className="divide-y divide-line">
      {keys.map((key) => (
        <li key={key.key_id}>
          <Link
            to="/keys"
            search={{ key: key.key_id }}
            resetScroll={false}
            className="flex items-center gap-3 px-4 py-3 hover:bg-hover -outline-offset-2"
          >
            <span className="grid min-w-0 flex-1">
              <span className="flex items-baseline gap-2 min-w-0">
                <b className="font-medium truncate">{key.name}</b>
                <span className="font-mono text-quiet text-[0.8125rem]">{text.ending(key.last_four)}</span>
              </span>
              <span className="text-quiet truncate">
                {key.last_used_at ? text.used(moment(key.last_used_at)) : text.neverUsed}
                {key.state === "active" && `, ${key.expires_at ? text.until(date(key.expires_at)) : text.noEnd}`}
              </span>
            </span>
            <Badge tone={TONES[key.state]}>{text.states[key.state]}</Badge>
            <Icon name="next" className="size-4.5 text-quiet" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
