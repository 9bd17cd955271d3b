import { useQuery } from "@tanstack/react-query";
import { companyOptions, useTenant } from "../../../api/me";
import { LanguagesEditor } from "../../../config/languages_editor";
import { type Section, useSection } from "../../../config/section";
import { VoiceChoice } from "../../../config/voice_choice";
import { useAgentText } from "../../../text/agent";
import { useConfigText } from "../../../text/config";
import { Select, Switch } from "../../../ui/field";
import { Panel } from "../../../ui/page";
import { useDraft } from "../agent";
import { previewOptions } from "../previewed";
import { SectionForm } from "../section_form";

export function VoiceSection() {
  const { languages: text, streaming } = useAgentText();
  const words = useConfigText().voice;
  const draft = useDraft();
  const form = useSection("voice", draft, ["voice", "model", "languages", "streaming"]);
  const { data } = useQuery(previewOptions(useTenant(), draft.number));
  return (
    <SectionForm form={form}>
      <Panel title={words.title}>
        <div className="grid gap-3 px-4 py-4">
          <VoiceChoice
            voice={form.value.voice}
            greeting={draft.configuration.greeting}
            onChange={(voice) => form.change({ voice })}
          />
          {data && data.voice.name === form.value.voice && (
            <p className="text-quiet">{text.spoken(data.voice.twilio)}</p>
          )}
        </div>
      </Panel>
      <Panel title={streaming.title}>
        <div className="grid gap-2 px-4 py-3">
          <Switch
            label={streaming.label}
            help={streaming.help}
            isOn={form.value.streaming ?? false}
            onChange={(next) => form.change({ streaming: next })}
          />
        </div>
      </Panel>
      <ModelChoice form={form} />
      <Panel title={text.title}>
        <div className="px-4 py-4">
          <LanguagesEditor
            languages={form.value.languages ?? []}
            onChange={(languages) => form.change({ languages })}
            errorAt={form.errorAt}
          />
        </div>
      </Panel>
    </SectionForm>
  );
}

/** The models that the platform offers, if there is a choice. The first one is the usual one. */
function ModelChoice({ form }: { form: Section<"voice" | "model" | "languages" | "streaming"> }) {
  const text = useAgentText().model;
  const { data } = useQuery(companyOptions(useTenant()));
  const [usual, ...others] = data?.models ?? [];
  const chosen = form.value.model === usual ? undefined : form.value.model;
  if (usual === undefined || (others.length === 0 && !chosen)) return null;
  return (
    <Panel title={text.title}>
      <div className="px-4 py-4 max-w-prose">
        <Select
          label={text.label}
          help={text.help}
          value={chosen ?? ""}
          error={form.errorAt("/model")}
          onChange={(event) => form.change({ model: event.target.value || null })}
        >
          <option value="">{text.usual(usual)}</option>
          {others.map((model) => (
            <option key={model} value={model}>
              {model}
            </option>
          ))}
          {chosen && !others.includes(chosen) && <option value={chosen}>{text.gone(chosen)}</option>}
        </Select>
      </div>
    </Panel>
  );
}
