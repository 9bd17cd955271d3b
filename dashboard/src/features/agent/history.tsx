import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getVersionOptions, listVersionsInfiniteOptions } from "../../api/generated/@tanstack/react-query.gen";
import { rollBack } from "../../api/generated/sdk.gen";
import type { Version } from "../../api/generated/types.gen";
import { companyOptions, useMay, useTenant } from "../../api/me";
import { changesBetween } from "../../config/changes";
import { ChangesList } from "../../config/changes_list";
import { useNameOf, useVersionsChanged } from "../../config/draft";
import { useAgentText } from "../../text/agent";
import { useConfigText } from "../../text/config";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { moment } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { MoreButton } from "../../ui/more_button";
import { Panel } from "../../ui/page";
import { ProblemBanner } from "../../ui/states";
import { toast } from "../../ui/toast";
import { DraftBar } from "./draft_bar";

const nextPage = { getNextPageParam: (page: { next_cursor?: string | null }) => page.next_cursor ?? undefined };

/** Every version, the latest first: who saved it, what it changed, and the way back to it. */
export function History() {
  const tenant = useTenant();
  const options = { path: { tenant } };
  const query = useInfiniteQuery({ ...listVersionsInfiniteOptions(options), ...nextPage, initialPageParam: options });
  const company = useQuery(companyOptions(tenant));
  return (
    <div className="grid gap-4">
      <Panel>
        <Loaded query={query}>
          {({ pages }) => (
            <>
              <ol className="divide-y divide-line">
                {pages
                  .flatMap((page): Version[] => page.items)
                  .map((version) => (
                    <VersionRow
                      key={version.number}
                      version={version}
                      live={company.data?.published_version}
                      latest={company.data?.latest_version}
                    />
                  ))}
              </ol>
              <MoreButton query={query} />
            </>
          )}
        </Loaded>
      </Panel>
      <DraftBar />
    </div>
  );
}

type RowProps = { version: Version; live: number | undefined; latest: number | undefined };

function VersionRow({ version: { number, saved, published }, live, latest }: RowProps) {
  const text = useAgentText().versions;
  const may = useMay();
  const nameOf = useNameOf();
  const [isOpen, setIsOpen] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const isLive = number === live;
  const isDraft = number === latest && live !== undefined && number > live && !published;
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
        className="grid grid-cols-[1fr_auto] items-center gap-x-4 w-full px-4 py-2.5 min-h-12 text-left hover:bg-hover -outline-offset-2"
      >
        <span className="grid">
          <span className="flex flex-wrap items-center gap-2 font-medium">
            {text.version(number)}
            {isLive && <Badge tone="good">{text.live}</Badge>}
            {isDraft && <Badge tone="warn">{text.draft}</Badge>}
          </span>
          <span className="text-quiet">
            {text.saved(nameOf(saved.by), moment(saved.at))}
            {published && ` · ${text.published(moment(published.at))}`}
          </span>
        </span>
        <Icon name="next" className={`size-4 text-quiet transition-transform ${isOpen ? "rotate-90" : ""}`} />
      </button>
      {isOpen && (
        <div className="grid gap-3 px-4 pb-4">
          {number > 1 ? (
            <Difference from={number - 1} to={number} same={text.same} />
          ) : (
            <p className="text-quiet">{text.first}</p>
          )}
          {published && !isLive && may("edit_configuration") && (
            <Button className="justify-self-start" onClick={() => setIsAsking(true)}>
              {text.rollBack}
            </Button>
          )}
        </div>
      )}
      <RollBackDialog number={number} live={live} isOpen={isAsking} onClose={() => setIsAsking(false)} />
    </li>
  );
}

/** What differs between two versions, in words. */
function Difference({ from, to, same }: { from: number; to: number; same: string }) {
  const words = useConfigText();
  const tenant = useTenant();
  const options = (version: number) => ({
    ...getVersionOptions({ path: { tenant, version: String(version) } }),
    staleTime: 60_000,
  });
  const before = useQuery(options(from));
  const after = useQuery(options(to));
  return (
    <Loaded query={before}>
      {(old) => (
        <Loaded query={after}>
          {(now) => {
            const changes = changesBetween(old.configuration, now.configuration, words);
            return changes.length > 0 ? <ChangesList changes={changes} /> : <p className="text-quiet">{same}</p>;
          }}
        </Loaded>
      )}
    </Loaded>
  );
}

type DialogProps = { number: number; live: number | undefined; isOpen: boolean; onClose: () => void };

function RollBackDialog({ number, live, isOpen, onClose }: DialogProps) {
  const text = useAgentText().versions;
  const common = useText().common;
  const tenant = useTenant();
  const changed = useVersionsChanged();
  const rolling = useMutation({
    mutationFn: async () => {
      const { data } = await rollBack({ path: { tenant }, body: { version: number }, throwOnError: true });
      return data;
    },
    onSuccess: async () => {
      await changed();
      toast(text.rolledBack(number));
      onClose();
    },
  });
  return (
    <Dialog
      title={text.rollBackTitle(number)}
      isOpen={isOpen}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button look="main" isBusy={rolling.isPending} onClick={() => rolling.mutate()}>
            {text.rollBack}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {rolling.error && <ProblemBanner error={rolling.error} />}
        {live !== undefined && (
          <div className="max-h-[50dvh] overflow-y-auto">
            <Difference from={live} to={number} same={text.sameLive} />
          </div>
        )}
        <p className="text-quiet">{text.rollBackWhat}</p>
      </div>
    </Dialog>
  );
}
