import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTenant } from "../../../api/me";
import { instantOf } from "../../../config/hours";
import { HoursEditor } from "../../../config/hours_editor";
import { useSection } from "../../../config/section";
import { useAgentText } from "../../../text/agent";
import { Badge } from "../../../ui/badge";
import { Button } from "../../../ui/button";
import { Select } from "../../../ui/field";
import { weekdayMoment } from "../../../ui/format";
import { Loaded } from "../../../ui/loaded";
import { Panel } from "../../../ui/page";
import { useDraft } from "../agent";
import { previewOptions } from "../previewed";
import { SectionForm } from "../section_form";

export function HoursSection() {
  const text = useAgentText().hours;
  const draft = useDraft();
  const form = useSection("hours", draft, ["hours", "time_zone"]);
  const { hours, time_zone } = form.value;
  return (
    <SectionForm form={form}>
      <OpenAt isChanged={form.isChanged} />
      <HoursEditor
        hours={hours}
        timeZone={time_zone}
        onChange={(next) => form.change({ hours: next })}
        errorAt={form.errorAt}
      />
      <Panel className="px-4 py-4">
        <Select
          label={text.timeZone}
          value={time_zone}
          error={form.errorAt("/time_zone")}
          onChange={(event) => form.change({ time_zone: event.target.value })}
        >
          {zones(time_zone).map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll("_", " ")}
            </option>
          ))}
        </Select>
      </Panel>
    </SectionForm>
  );
}

/** The zones of America, and the one that is set. */
function zones(current: string): string[] {
  const known = Intl.supportedValuesOf("timeZone").filter((zone) => /^(America|Pacific)\//.test(zone));
  return known.includes(current) ? known : [current, ...known];
}

/** Whether the office would be open, now or at a time on its wall: the answer of the real agent. */
function OpenAt({ isChanged }: { isChanged: boolean }) {
  const text = useAgentText().hours;
  const tenant = useTenant();
  const draft = useDraft();
  const [at, setAt] = useState("");
  const zone = draft.configuration.time_zone;
  const query = useQuery(previewOptions(tenant, draft.number, at ? instantOf(at, zone) : undefined));
  return (
    <Panel className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <label className="flex flex-wrap items-center gap-x-2 font-medium">
          {text.check}
          <input
            type="datetime-local"
            value={at}
            onChange={(event) => setAt(event.target.value)}
            className="min-w-0 min-h-11 md:min-h-9 rounded-control border border-edge bg-panel px-2.5 font-normal"
          />
        </label>
        {at && (
          <Button look="plain" onClick={() => setAt("")}>
            {text.now}
          </Button>
        )}
        <div role="status" className="min-h-6 flex items-center">
          <Loaded query={query} skeleton={<span className="text-quiet">…</span>}>
            {({ open, changes_at }) => (
              <p className="flex flex-wrap items-center gap-2">
                <Badge tone={open ? "good" : "plain"}>{open ? text.open : text.closed}</Badge>
                {changes_at && (
                  <span className="text-quiet">
                    {open ? text.until(weekdayMoment(changes_at, zone)) : text.opensAt(weekdayMoment(changes_at, zone))}
                  </span>
                )}
              </p>
            )}
          </Loaded>
        </div>
      </div>
      <p className="text-quiet text-[0.8125rem]">{isChanged ? text.unsaved : text.checkWhat}</p>
    </Panel>
  );
}
