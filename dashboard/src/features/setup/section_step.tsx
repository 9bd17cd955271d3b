// The steps whose editors are those of the agent's screens: opening hours, and voice with personality.

import type { FormEvent, ReactNode } from "react";
import type { Configuration } from "../../api/generated/types.gen";
import { HoursEditor } from "../../config/hours_editor";
import { LanguagesEditor } from "../../config/languages_editor";
import { PersonalityChoice } from "../../config/personality_choice";
import { type Section, useSection } from "../../config/section";
import { VoiceChoice } from "../../config/voice_choice";
import { useSetupText } from "../../text/setup";
import { Panel } from "../../ui/page";
import { TextArea, TextField } from "../../ui/text_field";
import { Conflict } from "./conflict";
import type { StepProps } from "./setup";
import { StepForm } from "./step_form";
import type { Step } from "./steps";

/** When the office is open; calls outside these hours are answered too, and are not transferred. */
export function HoursStep({ company, draft, onDone }: StepProps) {
  const section = useSection(`setup-hours-${company.tenant_id}`, draft, ["hours"]);
  return (
    <SectionForm step="hours" section={section} onDone={onDone}>
      <HoursEditor
        hours={section.value.hours}
        timeZone={draft.configuration.time_zone}
        onChange={(hours) => section.change({ hours })}
        errorAt={section.errorAt}
      />
    </SectionForm>
  );
}

/** How the agent greets, sounds and behaves. */
export function VoiceStep({ company, draft, onDone }: StepProps) {
  const text = useSetupText();
  const words = text.setup.voice;
  const section = useSection(`setup-voice-${company.tenant_id}`, draft, [
    "agent_name",
    "greeting",
    "voice",
    "languages",
    "personality",
  ]);
  const { agent_name, greeting, voice, languages, personality } = section.value;
  const saved = draft.configuration;
  // A sample says what is saved.
  const isUnsaid = greeting !== saved.greeting || agent_name !== saved.agent_name;
  return (
    <SectionForm step="voice" section={section} onDone={onDone}>
      <Panel className="grid gap-5 p-4 md:p-5">
        <TextArea
          label={words.greeting}
          help={words.greetingHelp}
          rows={2}
          maxLength={400}
          value={greeting}
          error={section.errorAt("/greeting")}
          onChange={(event) => section.change({ greeting: event.target.value })}
        />
        <TextField
          label={words.agentName}
          maxLength={40}
          value={agent_name}
          error={section.errorAt("/agent_name")}
          onChange={(event) => section.change({ agent_name: event.target.value })}
        />
      </Panel>
      <Panel title={words.voice} className="pb-1">
        <div className="p-4 md:p-5">
          <VoiceChoice
            voice={voice}
            greeting={greeting}
            onChange={(voice) => section.change({ voice })}
            {...(isUnsaid && { save: () => section.save() })}
          />
        </div>
      </Panel>
      <Panel title={words.languages} className="pb-1">
        <div className="p-4 md:p-5">
          <LanguagesEditor
            languages={languages ?? []}
            onChange={(languages) => section.change({ languages })}
            errorAt={section.errorAt}
          />
        </div>
      </Panel>
      <Panel className="p-4 md:p-5">
        <PersonalityChoice
          personality={personality}
          error={section.errorAt("/personality")}
          onChange={(personality) => section.change({ personality })}
        />
      </Panel>
    </SectionForm>
  );
}

type FormProps<F extends keyof Configuration> = {
  step: Step;
  section: Section<F>;
  onDone: () => void;
  children: ReactNode;
};

function SectionForm<F extends keyof Configuration>({ step, section, onDone, children }: FormProps<F>) {
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!section.isChanged || (await section.save())) onDone();
  };
  return (
    <StepForm step={step} onSubmit={submit} isBusy={section.isSaving} error={section.error ?? undefined}>
      {section.conflict && (
        <Conflict {...section.conflict} onKeepMine={section.keepMine} onTakeTheirs={section.discard} />
      )}
      {children}
    </StepForm>
  );
}
