import { useInfiniteQuery } from "@tanstack/react-query";
import { listPlatformAuditInfiniteOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { AuditEntry } from "../../api/generated/types.gen";
import { usePlatformText } from "../../text/platform";
import { fullMoment, moment } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { MoreButton } from "../../ui/more_button";
import { Page, Panel } from "../../ui/page";
import { Empty } from "../../ui/states";

/** The changes of the platform itself: companies that were created and erased, and who read this log. */
export function PlatformAudit() {
  const text = usePlatformText();
  const query = useInfiniteQuery({
    ...listPlatformAuditInfiniteOptions(),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    initialPageParam: {},
  });
  return (
    <Page title={text.audit} isNarrow>
      <p className="text-quiet mb-3">{text.auditWhat}</p>
      <Panel>
        <Loaded query={query}>
          {({ pages }) => {
            const entries = pages.flatMap((page): AuditEntry[] => page.items);
            return entries.length === 0 ? (
              <Empty icon="audit" title={text.noAudit} />
            ) : (
              <>
                <ul className="divide-y divide-line">
                  {entries.map((entry) => (
                    <Entry key={`${entry.at} ${entry.action} ${entry.about}`} entry={entry} />
                  ))}
                </ul>
                <MoreButton query={query} />
              </>
            );
          }}
        </Loaded>
      </Panel>
    </Page>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const text = usePlatformText();
  const { action, actor, about, at } = entry;
  return (
    <li className="grid gap-0.5 px-4 py-3">
      <span className="flex flex-wrap items-baseline justify-between gap-x-4">
        <b className="font-medium">{text.actions[action] ?? action}</b>
        <time dateTime={at} title={fullMoment(at)} className="text-quiet tabular-nums">
          {moment(at)}
        </time>
      </span>
      <span className="text-quiet break-all">
        {about && `${about} · `}
        {text.by(actor)}
        {entry.address && ` · ${entry.address}`}
      </span>
    </li>
  );
}
