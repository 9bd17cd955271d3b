// What the palette finds beyond the screens of the menus: parts of the agent, and the first step of what is often done. Their words
// load with it; until then, or without them, it finds the screens alone.

import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { type Permission, useCompany, useMay, useMe } from "../api/me";
import { ICONS, SECTIONS } from "../features/agent/sections";
import { type AgentText, loadAgentText } from "../text/agent";
import { type Later, loadLater, useText } from "../text/text";
import type { IconName } from "../ui/icon";

export type Further = { key: string; icon: IconName; title: string; group: string; go: () => void };

/** The further choices for this person, in the order of the menus. */
export function useFurther(): Further[] {
  const text = useText();
  const navigate = useNavigate();
  const may = useMay();
  const isOperator = useMe().kind === "operator";
  const { isEntered } = useCompany();
  const [words, setWords] = useState<[AgentText, Later]>();
  useEffect(() => {
    Promise.all([loadAgentText(), loadLater()]).then(setWords, () => {});
  }, []);
  if (!words || (isOperator && !isEntered)) return [];
  const [agent, later] = words;
  const { groups } = text.nav;
  const choice = (icon: IconName, title: string, group: string, needs: Permission, go: () => void) =>
    may(needs) ? [{ key: title.replaceAll(/\W/g, ""), icon, title, group, go }] : [];
  return [
    ...choice("plus", later.schedule.book, groups.work, "manage_appointments", () =>
      navigate({ to: "/schedule/book" }),
    ),
    ...choice("schedule", later.schedule.calendars, groups.work, "manage_calendar_feeds", () =>
      navigate({ to: "/schedule/calendars" }),
    ),
    ...SECTIONS.flatMap((section) =>
      choice(ICONS[section], agent.sections[section].title, groups.agent, "read_company", () =>
        navigate({ to: "/agent/$section", params: { section } }),
      ),
    ),
    ...choice("calls", agent.testCall, groups.agent, "test_agent", () =>
      navigate({ to: "/agent", search: { test: true } }),
    ),
    ...choice("check", agent.scenarios, groups.agent, "test_agent", () => navigate({ to: "/agent/scenarios" })),
    ...choice("clock", agent.history, groups.agent, "read_company", () => navigate({ to: "/agent/history" })),
    ...choice("check", text.today.setup.firstDays, groups.company, "manage_company", () =>
      navigate({ to: "/first-days" }),
    ),
    ...choice("team", later.team.invite, groups.company, "manage_people", () =>
      navigate({ to: "/team", search: { invite: true } }),
    ),
    ...choice("key", later.keys.create, groups.company, "manage_keys", () =>
      navigate({ to: "/keys", search: { create: true } }),
    ),
    ...choice("webhooks", later.webhooks.create, groups.company, "manage_webhooks", () =>
      navigate({ to: "/webhooks", search: { create: true } }),
    ),
  ];
}
