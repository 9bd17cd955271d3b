import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useMay, useTenant } from "../../api/me";
import { changesBetween } from "../../config/changes";
import { publishedOptions } from "../../config/draft";
import { useAgentText } from "../../text/agent";
import { useConfigText } from "../../text/config";
import { Button } from "../../ui/button";
import { useDraft } from "./agent";
import { PublishDialog } from "./publish_dialog";

/** The bar at the lower edge: what is not saved, or not live, and the next thing to do about it. */
export function Bar({ words, children }: { words: ReactNode; children: ReactNode }) {
  return (
    <div
      role="status"
      className="sticky bottom-[calc(4.25rem+env(safe-area-inset-bottom))] md:bottom-4 z-10 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-panel bg-raised px-4 py-2.5 shadow-over animate-appear not-printed"
    >
      <span className="font-medium">{words}</span>
      <span className="flex gap-2">{children}</span>
    </div>
  );
}

/** What the draft changes for callers once it is published; nothing if it changes nothing. */
export function DraftBar() {
  const text = useAgentText();
  const words = useConfigText();
  const may = useMay();
  const draft = useDraft();
  const { data: published } = useQuery(publishedOptions(useTenant()));
  const [isOpen, setIsOpen] = useState(false);
  const changes = published ? changesBetween(published.configuration, draft.configuration, words) : [];
  return (
    <>
      {changes.length > 0 && (
        <Bar words={text.bar.pending(changes.length)}>
          {may("edit_configuration") && (
            <Button look="main" onClick={() => setIsOpen(true)}>
              {text.bar.review}
            </Button>
          )}
        </Bar>
      )}
      {published && (
        <PublishDialog
          isOpen={isOpen}
          onClose={() => setIsOpen(false)}
          draft={draft}
          published={published}
          changes={changes}
        />
      )}
    </>
  );
}
