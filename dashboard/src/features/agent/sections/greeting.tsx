import { useQuery } from "@tanstack/react-query";
import { useTenant } from "../../../api/me";
import { PersonalityChoice } from "../../../config/personality_choice";
import { useSection } from "../../../config/section";
import { useAgentText } from "../../../text/agent";
import { Switch } from "../../../ui/field";
import { Panel } from "../../../ui/page";
import { TextArea, TextField } from "../../../ui/text_field";
import { useDraft } from "../agent";
import { previewOptions } from "../previewed";
import { SectionForm } from "../section_form";

const FIELDS = ["company", "agent_name", "greeting", "after_hours_greeting", "personality", "disclosure"] as const;

export function GreetingSection() {
  const text = useAgentText().greeting;
  const form = useSection("greeting", useDraft(), FIELDS);
  const { company, agent_name, greeting, after_hours_greeting, personality } = form.value;
  const disclosure = form.value.disclosure ?? { ai: true, record_calls: false };
  return (
    <SectionForm form={form}>
      <Panel className="grid gap-4 px-4 py-4">
        <TextArea
          label={text.greeting}
          help={text.greetingHelp}
          rows={2}
          maxLength={400}
          value={greeting}
          error={form.errorAt("/greeting")}
          onChange={(event) => form.change({ greeting: event.target.value })}
        />
        <TextArea
          label={text.afterHours}
          help={text.afterHoursHelp}
          rows={2}
          maxLength={400}
          value={after_hours_greeting ?? ""}
          error={form.errorAt("/after_hours_greeting")}
          onChange={(event) => form.change({ after_hours_greeting: event.target.value || null })}
        />
        <Heard />
      </Panel>
      <Panel className="px-4 py-4">
        <PersonalityChoice
          personality={personality}
          error={form.errorAt("/personality")}
          onChange={(next) => form.change({ personality: next })}
        />
      </Panel>
      <Panel title={text.names} className="@container">
        <div className="grid @md:grid-cols-2 gap-4 px-4 py-4">
          <TextField
            label={text.company}
            help={text.companyHelp}
            maxLength={80}
            value={company}
            error={form.errorAt("/company")}
            onChange={(event) => form.change({ company: event.target.value })}
          />
          <TextField
            label={text.agentName}
            maxLength={40}
            value={agent_name}
            error={form.errorAt("/agent_name")}
            onChange={(event) => form.change({ agent_name: event.target.value })}
          />
        </div>
      </Panel>
      <Panel title={text.disclosures}>
        <div className="grid gap-2 px-4 py-3">
          <Switch
            label={text.ai}
            help={text.aiHelp}
            isOn={disclosure.ai}
            onChange={(ai) => form.change({ disclosure: { ...disclosure, ai } })}
          />
          <Switch
            label={text.record}
            help={text.recordHelp}
            isOn={disclosure.record_calls}
            onChange={(record_calls) => form.change({ disclosure: { ...disclosure, record_calls } })}
          />
        </div>
      </Panel>
    </SectionForm>
  );
}

/** The whole greeting as a caller hears it now, from the agent itself. */
function Heard() {
  const text = useAgentText().greeting;
  const { data } = useQuery(previewOptions(useTenant(), useDraft().number));
  if (!data?.greeting) return null;
  return (
    <figure className="grid gap-1 rounded-control bg-sunken px-3.5 py-3">
      <figcaption className="text-quiet text-[0.8125rem]">
        <b className="font-medium text-ink">{text.heard}</b> · {data.open ? text.open : text.closed}. {text.heardWhat}
      </figcaption>
      <blockquote className="text-pretty">{data.greeting}</blockquote>
    </figure>
  );
}
