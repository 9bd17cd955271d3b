// The frame around the screens of a signed-in person: tabs below on a telephone, a rail beside on wider screens.

import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { Suspense, useEffect, useState, useSyncExternalStore } from "react";
import { companyOptions, useCompany, useMe } from "../api/me";
import { usePulse } from "../api/pulse";
import { useText } from "../text/text";
import { cx } from "../ui/cx";
import { Icon } from "../ui/icon";
import { Banner } from "../ui/states";
import { Toasts } from "../ui/toast";
import { AccountMenu } from "./account_menu";
import { itemsFor, type NavItem } from "./navigation";

export function Frame() {
  const text = useText();
  const me = useMe();
  const company = useCompany();
  const items = itemsFor(me, company.isEntered);
  usePulse(company.tenant, me);
  return (
    <div className="md:grid md:grid-cols-[15rem_1fr] min-h-dvh">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:z-30 focus:m-2 focus:rounded-control focus:bg-raised focus:px-4 focus:py-2.5 focus:shadow-over"
      >
        {text.common.skip}
      </a>
      <Rail items={items} />
      <div className="min-w-0 pb-20 md:pb-0">
        <Notices />
        <main id="content" tabIndex={-1} className="outline-none">
          <Suspense>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <Tabs items={items} />
      <Toasts />
    </div>
  );
}

function useIsOffline(): boolean {
  return useSyncExternalStore(
    (changed) => {
      addEventListener("online", changed);
      addEventListener("offline", changed);
      return () => {
        removeEventListener("online", changed);
        removeEventListener("offline", changed);
      };
    },
    () => !navigator.onLine,
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

const LINK = "flex items-center rounded-control text-quiet hover:text-ink aria-[current=page]:text-accent";

function Rail({ items }: { items: NavItem[] }) {
  const text = useText();
  return (
    <header className="max-md:hidden sticky top-0 h-dvh flex flex-col gap-1 border-r border-line bg-panel px-3 py-4 not-printed">
      <CompanyName />
      <nav aria-label={text.nav.label} className="grid gap-0.5 mt-3">
        {items.map(({ to, icon, name }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact: to === "/" }}
            className={cx(LINK, "gap-3 px-2.5 h-9 font-medium hover:bg-hover aria-[current=page]:bg-accent-soft")}
          >
            <Icon name={icon} className="size-4.5" />
            {text.nav[name]}
          </Link>
        ))}
      </nav>
      <div className="mt-auto">
        <AccountMenu />
      </div>
    </header>
  );
}

function CompanyName() {
  const text = useText();
  const me = useMe();
  const { tenant, isEntered } = useCompany();
  const query = useQuery({ ...companyOptions(tenant), enabled: me.kind !== "operator" || isEntered });
  return (
    <p className="flex items-center gap-2.5 px-2 h-9 font-semibold min-w-0">
      <img src="/icon.svg" alt="" className="size-6" />
      <span className="truncate">{query.data?.name ?? text.common.product}</span>
    </p>
  );
}

function Tabs({ items }: { items: NavItem[] }) {
  const text = useText();
  const tabs = items.filter(({ isTab }) => isTab);
  return (
    <nav
      aria-label={text.nav.label}
      className="md:hidden fixed inset-x-0 bottom-0 z-10 grid grid-flow-col auto-cols-fr border-t border-line bg-panel pb-[env(safe-area-inset-bottom)] not-printed"
    >
      {tabs.map(({ to, icon, name }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: to === "/" }}
          className={cx(LINK, "flex-col justify-center gap-0.5 h-15 text-[0.6875rem] font-medium")}
        >
          <Icon name={icon} />
          {text.nav[name]}
        </Link>
      ))}
      <AccountMenu isTab items={items.filter(({ isTab }) => !isTab)} />
    </nav>
  );
}
