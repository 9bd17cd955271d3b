import type { ChosenMask, NonCustomerAnswer } from "../../../api/generated/types.gen";
import { useSection } from "../../../config/section";
import { useAgentText } from "../../../text/agent";
import { useConfigText } from "../../../text/config";
import { Checkboxes } from "../../../ui/choices";
import { Switch } from "../../../ui/field";
import { phone } from "../../../ui/format";
import { Panel } from "../../../ui/page";
import { TextField } from "../../../ui/text_field";
import { useDraft } from "../agent";
import { Choices } from "../choices";
import { numberOf } from "../phone_number";
import { SectionForm } from "../section_form";
import { TokensField } from "../tokens_field";

const MASKS: ChosenMask[] = ["bank_accounts", "birth_dates", "email_addresses"];

export function CallersSection() {
  const text = useAgentText().callers;
  const { manners, masks } = useConfigText();
  const form = useSection("callers", useDraft(), ["texts", "blocked_callers", "non_customers", "mask_also"]);
  const { texts = {}, blocked_callers = [], non_customers = {}, mask_also = [] } = form.value;
  const setTexts = (changes: typeof texts) => form.change({ texts: { ...texts, ...changes } });
  const wrong = form.errors.find(({ field }) => field.startsWith("/blocked_callers"));
  return (
    <SectionForm form={form}>
      <Panel title={text.blocked}>
        <div className="px-4 py-4">
          <TokensField
            label={text.number}
            help={blocked_callers.length > 0 ? text.blockedWhat : text.none}
            items={blocked_callers}
            onChange={(next) => form.change({ blocked_callers: next })}
            read={(typed) => (/^\+\d{7,15}$/.test(numberOf(typed)) ? numberOf(typed) : undefined)}
            show={phone}
            wrong={text.wrong}
            error={wrong?.message}
            inputMode="tel"
            add={text.block}
          />
        </div>
      </Panel>
      <Panel title={text.nonCustomers}>
        <div className="grid gap-5 px-4 py-4">
          <p className="text-quiet text-[0.8125rem] text-pretty">{text.nonCustomersWhat}</p>
          {(["sales", "job_seeker", "supplier"] as const).map((kind) => (
            <Choices<NonCustomerAnswer>
              key={kind}
              name={kind}
              title={text.kinds[kind]}
              options={manners.non_customers}
              value={non_customers[kind] ?? (kind === "sales" ? "end" : "message")}
              onChange={(next) => form.change({ non_customers: { ...non_customers, [kind]: next } })}
            />
          ))}
        </div>
      </Panel>
      <Panel title={text.texts}>
        <div className="grid gap-3 px-4 py-3">
          <Switch
            label={text.confirmations}
            help={text.confirmationsHelp}
            isOn={texts.confirmations ?? false}
            onChange={(confirmations) => setTexts({ confirmations })}
          />
          <Switch
            label={text.missed}
            help={text.missedHelp}
            isOn={texts.missed_calls ?? false}
            onChange={(missed_calls) => setTexts({ missed_calls })}
          />
          <TextField
            label={text.service}
            help={text.serviceHelp}
            value={texts.messaging_service ?? ""}
            error={form.errorAt("/texts/messaging_service")}
            onChange={(event) => setTexts({ messaging_service: event.target.value.trim() || null })}
          />
        </div>
      </Panel>
      <Panel title={text.masked}>
        <div className="px-4 py-4">
          <Checkboxes<ChosenMask>
            legend={text.maskAlso}
            help={text.maskedWhat}
            options={MASKS.map((value) => ({ value, label: masks[value] }))}
            chosen={mask_also}
            onChange={(next) => form.change({ mask_also: next })}
          />
        </div>
      </Panel>
    </SectionForm>
  );
}
