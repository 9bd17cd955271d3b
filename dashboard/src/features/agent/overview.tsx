import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMay, useTenant } from "../../api/me";
import { FillIn } from "../../config/proposals/fill_in";
import { useAgentText } from "../../text/agent";
import { useConfigText } from "../../text/config";
import { Badge } from "../../ui/badge";
import { buttonClass } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { Panel } from "../../ui/page";
import { useDraft, useTestSearch } from "./agent";
import { DraftBar } from "./draft_bar";
import { previewOptions } from "./previewed";
import { ICONS, SECTIONS } from "./sections";
import { summaryOf } from "./summaries";

/** What the agent knows, part by part, each with what it says now. */
export function Overview() {
  const text = useAgentText();
  const words = useConfigText();
  const tenant = useTenant();
  const may = useMay();
  const draft = useDraft();
  const search = useTestSearch();
  const { data: now } = useQuery(previewOptions(tenant, draft.number));
  return (
    <div className="grid gap-4">
      <Panel>
        <ul className="divide-y divide-line">
          {SECTIONS.map((section) => (
            <li key={section}>
              <Link
                to="/agent/$section"
                params={{ section }}
                search={search}
                className="grid grid-cols-[1.25rem_1fr_1rem] items-center gap-x-3.5 px-4 py-3 min-h-16 hover:bg-hover -outline-offset-2"
              >
                <Icon name={ICONS[section]} className="size-4.5 text-quiet" />
                <span className="grid min-w-0">
                  <span className="flex flex-wrap items-center gap-x-2 font-medium">
                    {text.sections[section].title}
                    {section === "hours" && now && (
                      <Badge tone={now.open ? "good" : "plain"}>
                        {now.open ? text.summary.openNow : text.summary.closedNow}
                      </Badge>
                    )}
                  </span>
                  {summaryOf(section, draft.configuration, text, words).map((line) => (
                    <span key={line} className="text-quiet truncate">
                      {line}
                    </span>
                  ))}
                </span>
                <Icon name="next" className="size-4 text-quiet" />
              </Link>
            </li>
          ))}
        </ul>
      </Panel>
      <div className="flex flex-wrap gap-2">
        <FillIn />
        <Link to="/agent/history" search={search} className={buttonClass()}>
          <Icon name="clock" className="size-4.5" />
          {text.history}
        </Link>
        {may("test_agent") && (
          <Link to="/agent/scenarios" search={search} className={buttonClass()}>
            <Icon name="check" className="size-4.5" />
            {text.scenarios}
          </Link>
        )}
      </div>
      <DraftBar />
    </div>
  );
}
