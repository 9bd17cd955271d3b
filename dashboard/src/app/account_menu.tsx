import { Link, useRouteContext } from "@tanstack/react-router";
import { useId, useRef } from "react";
import { useMe } from "../api/me";
import { chooseLanguage, currentLanguage, LANGUAGES, useText } from "../text/text";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import { Select } from "../ui/field";
import { Icon } from "../ui/icon";
import type { NavItem } from "./navigation";

const NAMES = { en: "English", es: "Español" };

type Props = { isTab?: boolean; items?: NavItem[] };

/** The screens without a tab, who is signed in, the language, and the way out: a popover of the browser's own. */
export function AccountMenu({ isTab = false, items = [] }: Props) {
  const text = useText();
  const me = useMe();
  const { session, profile } = useRouteContext({ from: "/signed-in" });
  const id = useId();
  const popover = useRef<HTMLDivElement>(null);
  const role = me.kind === "operator" ? "operator" : me.role;
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        className={cx(
          "flex items-center text-quiet hover:text-ink min-w-0",
          isTab
            ? "flex-col justify-center gap-0.5 h-15 text-[0.6875rem] font-medium"
            : "w-full gap-2.5 rounded-control px-2 py-1.5 text-left hover:bg-hover",
        )}
      >
        <Icon name={isTab ? "more" : "person"} />
        {isTab ? (
          text.nav.more
        ) : (
          <span className="grid min-w-0 leading-tight">
            <span className="truncate text-ink font-medium">{profile.name}</span>
            {role && <span className="text-xs">{text.roles[role]}</span>}
          </span>
        )}
      </button>
      <div
        ref={popover}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={text.nav.account}
        className="inset-auto bottom-18 md:bottom-16 max-md:right-3 md:left-3 m-0 w-72 max-h-[75dvh] overflow-y-auto rounded-panel bg-raised text-ink shadow-over open:animate-appear"
      >
        {items.length > 0 && (
          <nav aria-label={text.nav.more} className="grid border-b border-line p-2">
            {items.map(({ to, icon, name }) => (
              <Link
                key={to}
                to={to}
                onClick={() => popover.current?.hidePopover()}
                className="flex items-center gap-3 rounded-control px-2.5 min-h-11 font-medium hover:bg-hover aria-[current=page]:text-accent"
              >
                <Icon name={icon} className="size-4.5 text-quiet" />
                {text.nav[name]}
              </Link>
            ))}
          </nav>
        )}
        <div className="grid gap-4 p-4">
          <div className="grid min-w-0">
            <b className="truncate font-semibold">{profile.name}</b>
            <span className="truncate text-quiet">{profile.email}</span>
            {role && <span className="text-quiet">{text.roles[role]}</span>}
          </div>
          <Select
            label={text.common.language}
            value={currentLanguage()}
            onChange={(event) => chooseLanguage(event.target.value === "es" ? "es" : "en")}
          >
            {LANGUAGES.map((language) => (
              <option key={language} value={language} lang={language}>
                {NAMES[language]}
              </option>
            ))}
          </Select>
          <Button onClick={() => void session.signOut()}>
            <Icon name="sign_out" className="size-4.5" />
            {text.nav.signOut}
          </Button>
        </div>
      </div>
    </>
  );
}
