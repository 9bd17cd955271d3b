import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { listPeopleOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { Notifications as Settings } from "../../api/generated/types.gen";
import { useMay, useMe, useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Select } from "../../ui/field";
import { date } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { Page } from "../../ui/page";
import { SkeletonRows } from "../../ui/skeleton";
import { Banner, Empty, ProblemBanner } from "../../ui/states";
import { NotificationsForm } from "./form";
import { useAllowEmail, useNotifications } from "./settings";
import { Undelivered } from "./undelivered";

/** How one hears of what happens; owners and managers also see to the others, and to what did not arrive. */
export function Notifications() {
  const text = useText().notifications;
  const { person: chosen } = useSearch({ from: "/signed-in/notifications" });
  const me = useMe();
  const may = useMay();
  const tenant = useTenant();
  const navigate = useNavigate();
  const mayManage = may("manage_notifications");
  const people = useQuery({
    ...listPeopleOptions({ path: { tenant }, query: { limit: 100 } }),
    enabled: mayManage,
  });
  const active = people.data?.items.filter(({ state }) => state === "active") ?? [];
  // An operator in a company has no notifications there.
  const isNobody = me.kind === "operator" && !chosen;
  const person = chosen === me.person_id ? undefined : chosen;
  return (
    <Page title={text.title} isNarrow>
      <div className="grid gap-4 md:gap-5">
        {mayManage && (
          <Select
            label={text.whose}
            value={person ?? ""}
            onChange={({ target: { value } }) =>
              void navigate({ to: "/notifications", search: value ? { person: value } : {}, resetScroll: false })
            }
          >
            <option value="">{me.kind === "operator" ? text.choose : text.mine}</option>
            {active
              .filter(({ person_id }) => person_id !== me.person_id)
              .map(({ person_id, name, email }) => (
                <option key={person_id} value={person_id}>
                  {name ?? email}
                </option>
              ))}
          </Select>
        )}
        {isNobody ? <Empty icon="person" title={text.choose} /> : <OfPerson person={person} />}
        {mayManage && <Undelivered people={people.data?.items ?? []} />}
      </div>
    </Page>
  );
}

function OfPerson({ person }: { person: string | undefined }) {
  const query = useNotifications(person);
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={7} />}>
      {(settings) => (
        <>
          <EmailStopped settings={settings} />
          <NotificationsForm key={settings.person_id} settings={settings} person={person} />
        </>
      )}
    </Loaded>
  );
}

/** After a bounce or a complaint nothing is sent, until someone says that the mailbox works again. */
function EmailStopped({ settings }: { settings: Settings }) {
  const text = useText().notifications;
  const may = useMay();
  const allow = useAllowEmail(settings.person_id);
  const { email_stopped: stopped } = settings;
  if (!stopped) return null;
  return (
    <>
      <Banner
        tone="warn"
        action={
          may("manage_notifications") && (
            <Button isBusy={allow.isPending} onClick={() => allow.mutate()}>
              {text.allowEmail}
            </Button>
          )
        }
      >
        {text.stopped(date(stopped.since), text.reasons[stopped.reason])}
      </Banner>
      {allow.error !== null && <ProblemBanner error={allow.error} />}
    </>
  );
}
