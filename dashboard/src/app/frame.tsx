// The frame around the screens of a signed-in person: tabs below on a telephone, a rail beside on wider screens.

import { useQuery } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { Suspense, useEffect, useState } from "react";
import { companyOptions, useCompany, useMe } from "../api/me";
import { usePulse } from "../api/pulse";
import { useText } from "../text/text";
import { useIsOffline } from "../ui/offline";
import { Banner } from "../ui/states";
import { Toasts } from "../ui/toast";
import { EndedSession } from "./ended_session";
import { Keyboard } from "./keyboard";
import { Rail, Tabs } from "./menus";
import { groupsFor } from "./navigation";

export function Frame() {
  const text = useText();
  const me = useMe();
  const company = useCompany();
  const groups = groupsFor(me, company.isEntered);
  usePulse(company.tenant, me);
  return (
    <div className="md:grid md:grid-cols-[15rem_1fr] min-h-dvh">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:z-30 focus:m-2 focus:rounded-control focus:bg-raised focus:px-4 focus:py-2.5 focus:shadow-over"
      >
        {text.common.skip}
      </a>
      <Rail groups={groups} />
      <div className="min-w-0 pb-20 md:pb-0">
        <Notices />
        <main id="content" tabIndex={-1} className="outline-none">
          <Suspense>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <Tabs groups={groups} />
      <Toasts />
      <EndedSession />
      <Keyboard groups={groups} />
    </div>
  );
}

/** What concerns every screen: no network, test mode, a company that an operator entered, a new build. */
function Notices() {
  const text = useText();
  const { tenant, isEntered } = useCompany();
  const me = useMe();
  const query = useQuery({ ...companyOptions(tenant), enabled: me.kind !== "operator" || isEntered });
  const isOffline = useIsOffline();
  const [isOutdated, setIsOutdated] = useState(false);
  useEffect(() => {
    const outdated = () => setIsOutdated(true);
    addEventListener("build-replaced", outdated);
    return () => removeEventListener("build-replaced", outdated);
  }, []);
  const notices = [
    isOffline && { tone: "warn" as const, words: text.nav.offline },
    isEntered && {
      tone: "accent" as const,
      words: text.nav.entered(query.data?.name ?? tenant),
      link: ["/companies", text.nav.leave],
    },
    query.data?.test_mode && { tone: "accent" as const, words: text.nav.testMode },
    isOutdated && { tone: "accent" as const, words: text.nav.newVersion, link: [location.pathname, text.nav.reload] },
  ].filter((notice) => notice !== false && notice !== undefined);
  if (notices.length === 0) return null;
  return (
    <div className="grid gap-2 px-4 md:px-8 pt-3 not-printed">
      {notices.map(({ tone, words, link }) => (
        <Banner
          key={words}
          tone={tone}
          action={
            link && (
              <a href={link[0]} className="font-medium underline underline-offset-2 py-1">
                {link[1]}
              </a>
            )
          }
        >
          {words}
        </Banner>
      ))}
    </div>
  );
}
