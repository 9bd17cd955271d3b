import { useQuery } from "@tanstack/react-query";
import { useTenant } from "../../../api/me";
import { useSection } from "../../../config/section";
import { VoiceChoice } from "../../../config/voice_choice";
import { useAgentText } from "../../../text/agent";
import { useConfigText } from "../../../text/config";
import { Panel } from "../../../ui/page";
import { useDraft } from "../agent";
import { previewOptions } from "../previewed";
import { SectionForm } from "../section_form";

export function VoiceSection() {
  const text = useAgentText().languages;
  const words = useConfigText().voice;
  const draft = useDraft();
  const form = useSection("voice", draft, ["voice"]);
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
      <Panel title={text.title}>
        <p className="px-4 py-3 text-pretty max-w-prose">{text.what}</p>
      </Panel>
    </SectionForm>
  );
}
