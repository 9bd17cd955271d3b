// The ways to the screens: a rail beside them on a wide screen, tabs below them on a telephone.

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { companyOptions, useCompany, useMe } from "../api/me";
import { useText } from "../text/text";
import { cx } from "../ui/cx";
import { Icon } from "../ui/icon";
import { AccountMenu } from "./account_menu";
import { openPalette } from "./keyboard";
import type { Group } from "./navigation";

const isApple = /^(Mac|iP)/.test(navigator.platform);

const LINK = "flex items-center rounded-control text-quiet hover:text-ink aria-[current=page]:text-accent";

export function Rail({ groups }: { groups: Group[] }) {
  const text = useText();
  return (
    <header className="max-md:hidden sticky top-0 h-dvh flex flex-col gap-1 border-r border-line bg-panel px-3 py-4 not-printed">
      <CompanyName />
      <button
        type="button"
        onClick={openPalette}
        aria-keyshortcuts="Control+K"
        className="flex items-center gap-3 mt-3 px-2.5 h-9 rounded-control border border-line text-quiet hover:text-ink hover:bg-hover"
      >
        <Icon name="search" className="size-4.5" />
        <span className="flex-1 text-left truncate">{text.nav.palette.open}</span>
        <kbd className="font-mono text-xs">{isApple ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      <nav aria-label={text.nav.label} className="grid content-start gap-3 mt-2 -mx-1 px-1 pb-2 grow overflow-y-auto">
        {groups.map(({ name, places }, place) => (
          <div key={name} className="grid gap-px">
            {place > 0 && <p className="px-2.5 pb-1 text-xs font-medium text-quiet">{text.nav.groups[name]}</p>}
            {places.map(({ to, icon, title }) => (
              <Link
                key={to}
                to={to}
                activeOptions={{ exact: to === "/platform" }}
                className={cx(LINK, "gap-3 px-2.5 h-8 font-medium hover:bg-hover aria-[current=page]:bg-accent-soft")}
              >
                <Icon name={icon} className="size-4.5" />
                {title(text)}
              </Link>
            ))}
          </div>
        ))}
      </nav>
      <AccountMenu />
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

const TAB = "flex-col justify-center gap-0.5 h-15 min-w-0 text-[0.6875rem] font-medium";

export function Tabs({ groups }: { groups: Group[] }) {
  const text = useText();
  const tabs = groups.flatMap(({ places }) => places.filter(({ isTab }) => isTab));
  return (
    <nav
      aria-label={text.nav.label}
      className="md:hidden fixed inset-x-0 bottom-0 z-10 grid grid-flow-col auto-cols-fr border-t border-line bg-panel pb-[env(safe-area-inset-bottom)] not-printed"
    >
      {tabs.map(({ to, icon, title }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === "/platform" }} className={cx(LINK, TAB)}>
          <Icon name={icon} />
          <span className="max-w-full truncate">{title(text)}</span>
        </Link>
      ))}
      <Link to="/more" className={cx(LINK, TAB)}>
        <Icon name="more" />
        {text.nav.more}
      </Link>
    </nav>
  );
}
