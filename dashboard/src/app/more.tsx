import { Link } from "@tanstack/react-router";
import { useCompany, useMe } from "../api/me";
import { useText } from "../text/text";
import { Icon } from "../ui/icon";
import { Page, Panel } from "../ui/page";
import { Account } from "./account_menu";
import { groupsFor } from "./navigation";

/** The screens that have no tab on a telephone, and the account. */
export function More() {
  const text = useText();
  const me = useMe();
  const { isEntered } = useCompany();
  const groups = groupsFor(me, isEntered)
    .map(({ name, places }) => ({ name, places: places.filter(({ isTab }) => !isTab) }))
    .filter(({ places }) => places.length > 0);
  return (
    <Page title={text.nav.more} isNarrow>
      <div className="grid gap-4">
        {groups.map(({ name, places }) => (
          <nav key={name} aria-label={text.nav.groups[name]}>
            <Panel title={text.nav.groups[name]}>
              <ul className="divide-y divide-line">
                {places.map(({ to, icon, title }) => (
                  <li key={to}>
                    <Link
                      to={to}
                      className="flex items-center gap-3 px-4 min-h-12 font-medium hover:bg-hover -outline-offset-2"
                    >
                      <Icon name={icon} className="size-4.5 text-quiet" />
                      <span className="flex-1">{title(text)}</span>
                      <Icon name="next" className="size-4.5 text-quiet" />
                    </Link>
                  </li>
                ))}
              </ul>
            </Panel>
          </nav>
        ))}
        <Panel title={text.nav.account}>
          <Account />
        </Panel>
      </div>
    </Page>
  );
}
