import { useState } from "react";
import type { AnswerKind, Language } from "../../api/generated/types.gen";
import { spokenLanguages } from "../../config/questions";
import { useAgentText } from "../../text/agent";
import { useConfigText } from "../../text/config";
import { Checkboxes } from "../../ui/choices";
import { Select, Switch } from "../../ui/field";
import { TextField } from "../../ui/text_field";
import { useDraft } from "./agent";
import type { QuestionProps } from "./question_row";

const splitUp = (typed: string) =>
  typed
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);

/** The details of a question that is not asked for every visit anyway. */
export function QuestionFields({ question, isUsual, pointer, errorAt, onChange }: QuestionProps) {
  const text = useAgentText().questions;
  const { asked: words, voice } = useConfigText();
  const { configuration } = useDraft();
  const [typed, setTyped] = useState((question.choices ?? []).join(", "));
  const { answer = "text", ask = {}, job_types: services = [] } = question;
  const wordIn = (language: Language, wording: string) => {
    const { [language]: _, ...others } = ask;
    onChange({ ...question, ask: wording ? { ...others, [language]: wording } : others });
  };
  const follows = question.id in text.follows ? text.follows[question.id as keyof typeof text.follows] : undefined;
  const jobs = configuration.job_types;
  return (
    <div className="grid gap-3 pl-9 pb-2">
      {follows && <p className="text-quiet text-pretty">{follows}</p>}
      {spokenLanguages(configuration).map((language, nth) => (
        <TextField
          key={language}
          label={text.ask(voice.languages[language])}
          {...((isUsual || nth > 0) && { help: text.askHelp })}
          maxLength={200}
          value={ask[language] ?? ""}
          error={nth === 0 ? errorAt(`${pointer}/ask`) : errorAt(`${pointer}/ask/${language}`)}
          onChange={(event) => wordIn(language, event.target.value)}
        />
      ))}
      {!isUsual && (
        <>
          <div className="grid @lg:grid-cols-2 gap-3 items-start">
            <TextField
              label={text.label}
              help={text.labelHelp}
              maxLength={60}
              value={question.label ?? ""}
              error={errorAt(`${pointer}/label`)}
              onChange={(event) => onChange({ ...question, label: event.target.value || null })}
            />
            <TextField
              label={text.id}
              help={text.idHelp}
              maxLength={32}
              value={question.id}
              error={errorAt(`${pointer}/id`)}
              onChange={(event) => onChange({ ...question, id: event.target.value })}
            />
          </div>
          <Select
            label={text.kind}
            value={answer}
            error={errorAt(`${pointer}/answer`)}
            onChange={(event) => {
              const { choices: _, ...others } = question;
              const kind = event.target.value as AnswerKind;
              onChange({ ...others, answer: kind, ...(kind === "choice" && { choices: splitUp(typed) }) });
            }}
          >
            {(Object.entries(words.kinds) as [AnswerKind, string][]).map(([kind, name]) => (
              <option key={kind} value={kind}>
                {name}
              </option>
            ))}
          </Select>
          {answer === "choice" && (
            <TextField
              label={text.choices}
              help={text.choicesHelp}
              value={typed}
              error={errorAt(`${pointer}/choices`)}
              onChange={(event) => {
                setTyped(event.target.value);
                onChange({ ...question, choices: splitUp(event.target.value) });
              }}
            />
          )}
        </>
      )}
      <Switch
        label={text.required}
        help={text.requiredHelp}
        isOn={question.required ?? false}
        onChange={(required) => onChange({ ...question, required })}
      />
      {jobs.length > 1 && (
        <Checkboxes
          legend={text.services}
          help={text.servicesHelp}
          error={errorAt(`${pointer}/job_types`) ?? errorAt(`${pointer}/job_types/0`)}
          options={jobs.map((job) => ({ value: job.id, label: job.name }))}
          chosen={services}
          onChange={(next) => onChange({ ...question, job_types: next })}
        />
      )}
    </div>
  );
}
