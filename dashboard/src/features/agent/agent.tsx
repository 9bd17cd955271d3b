// The frame of the agent's screens: the heading, the way back, and the test call, which goes on while one looks at another part.

import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, Outlet, useMatchRoute, useParams, useSearch } from "@tanstack/react-router";
import type { VersionWithConfiguration } from "../../api/generated/types.gen";
import { useMay, useTenant } from "../../api/me";
import { draftOptions } from "../../config/draft";
import { TestCall } from "../../config/test_call";
import { useAgentText } from "../../text/agent";
import { buttonClass } from "../../ui/button";
import { cx } from "../../ui/cx";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { Page, Panel } from "../../ui/page";
import { sectionOf } from "./sections";

/** The draft, which the frame has loaded before it shows a part of it. */
export function useDraft(): VersionWithConfiguration {
  return useSuspenseQuery(draftOptions(useTenant())).data;
}

/** Whether the test call is open, as it stands in the address: links between the parts keep it. */
export function useTestSearch(): { test?: true } {
  return useSearch({ from: "/signed-in/agent" });
}

export function Agent() {
  const text = useAgentText();
  const may = useMay();
  const tenant = useTenant();
  const query = useQuery({ ...draftOptions(tenant), refetchOnWindowFocus: "always" });
  const section = sectionOf(useParams({ strict: false }).section);
  const matches = useMatchRoute();
  const isHistory = matches({ to: "/agent/history" }) !== false;
  const isScenarios = matches({ to: "/agent/scenarios", fuzzy: true }) !== false;
  const isRun = isScenarios && matches({ to: "/agent/scenarios" }) === false;
  const { test } = useTestSearch();
  const isOverview = !section && !isHistory && !isScenarios;
  const title = section
    ? text.sections[section].title
    : isHistory
      ? text.history
      : isScenarios
        ? text.scenarios
        : text.title;
  const canTest = may("test_agent");
  const isBeside = canTest && (test || isOverview);
  return (
    <Page
      title={title}
      before={!isOverview && <BackLink isOfRun={isRun} />}
      actions={
        canTest && (
          <Link
            to="."
            search={test ? {} : { test: true }}
            replace
            className={cx(buttonClass(), isOverview && !test && "lg:hidden")}
          >
            <Icon name={test ? "close" : "calls"} className="size-4.5" />
            {test ? text.closeTest : text.testCall}
          </Link>
        )
      }
    >
      <div className={cx("grid items-start gap-4 md:gap-5", isBeside && "lg:grid-cols-[minmax(0,1fr)_23rem]")}>
        <div className={cx("min-w-0", test && "max-lg:hidden")}>
          <Loaded query={query} skeleton={<SkeletonPanel />}>
            {() => <Outlet />}
          </Loaded>
        </div>
        {canTest && (
          <div className={cx("lg:sticky lg:top-4 min-w-0", test ? "" : isOverview ? "max-lg:hidden" : "hidden")}>
            <TestCall />
          </div>
        )}
      </div>
    </Page>
  );
}

/** From a run to the scenarios, from anywhere else to the agent. */
function BackLink({ isOfRun }: { isOfRun: boolean }) {
  const text = useAgentText();
  const search = useTestSearch();
  return (
    <Link
      to={isOfRun ? "/agent/scenarios" : "/agent"}
      search={search}
      className="inline-flex items-center gap-1 -ml-1.5 pr-2 min-h-11 md:min-h-8 text-quiet hover:text-ink not-printed"
    >
      <Icon name="back" className="size-4.5" />
      {isOfRun ? text.scenarios : text.title}
    </Link>
  );
}

function SkeletonPanel() {
  return (
    <Panel className="after-a-moment">
      <div aria-hidden="true" className="grid gap-px">
        {["w-40", "w-56", "w-32", "w-48", "w-44", "w-52"].map((width) => (
          <div key={width} className="flex items-center px-4 h-16">
            <span className={cx("block h-4 rounded bg-line animate-wait", width)} />
          </div>
        ))}
      </div>
    </Panel>
  );
}
