import type { AfterHours, WaterPolicy } from "../../../api/generated/types.gen";
import { useMay } from "../../../api/me";
import { useSection } from "../../../config/section";
import { useAgentText } from "../../../text/agent";
import { useConfigText } from "../../../text/config";
import { Switch } from "../../../ui/field";
import { Panel } from "../../../ui/page";
import { useDraft } from "../agent";
import { Choices } from "../choices";
import { PhoneField } from "../phone_field";
import { SectionForm } from "../section_form";

export function AfterHoursSection() {
  const text = useAgentText();
  const { manners } = useConfigText();
  const may = useMay();
  const form = useSection("after-hours", useDraft(), [
    "after_hours",
    "forwarding_number",
    "ask_to_accept_transfers",
    "water_policy",
  ]);
  const { after_hours = "book_or_message", water_policy = "emergency", forwarding_number } = form.value;
  const { ask_to_accept_transfers = true } = form.value;
  return (
    <SectionForm form={form}>
      <Panel className="grid gap-5 px-4 py-4">
        <Choices<AfterHours>
          name="after_hours"
          title={text.afterHours.wants}
          help={text.afterHours.emergencies}
          options={manners.after_hours}
          value={after_hours}
          onChange={(next) => form.change({ after_hours: next })}
        />
        <fieldset disabled={!may("change_dialed_numbers")} className="min-w-0">
          <PhoneField
            label={text.afterHours.forwarding}
            help={may("change_dialed_numbers") ? text.afterHours.forwardingHelp : text.readOnlyNumbers}
            value={forwarding_number ?? ""}
            error={form.errorAt("/forwarding_number")}
            onChange={(number) => form.change({ forwarding_number: number || null })}
          />
        </fieldset>
        <Switch
          label={text.afterHours.accept}
          help={text.afterHours.acceptHelp}
          isOn={ask_to_accept_transfers}
          onChange={(next) => form.change({ ask_to_accept_transfers: next })}
        />
      </Panel>
      <Panel className="px-4 py-4">
        <Choices<WaterPolicy>
          name="water_policy"
          title={text.afterHours.water}
          help={text.afterHours.waterHelp}
          options={manners.water_policy}
          value={water_policy}
          onChange={(next) => form.change({ water_policy: next })}
        />
      </Panel>
    </SectionForm>
  );
}
