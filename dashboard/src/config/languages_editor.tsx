import type { AgentLanguage, Language, Voice } from "../api/generated/types.gen";
import { LANGUAGES } from "../text/agent_languages";
import { useConfigText } from "../text/config";
import { Select, Switch } from "../ui/field";
import { TextArea } from "../ui/text_field";
import { VOICES } from "./voices";

/** Without the fields that were emptied, as the API returns it. */
function filled(language: Changed): AgentLanguage {
  return Object.fromEntries(Object.entries(language).filter(([, value]) => value)) as AgentLanguage;
}

type Changed = { [Field in keyof AgentLanguage]?: AgentLanguage[Field] | null };

type Props = {
  /** Empty: the agent answers in English, and goes on in Spanish with callers who speak it. */
  languages: AgentLanguage[];
  onChange: (languages: AgentLanguage[]) => void;
  errorAt: (pointer: string) => string | undefined;
};

/** The languages that the agent speaks: which one it begins in, and its voice and greeting in each. */
export function LanguagesEditor({ languages, onChange, errorAt }: Props) {
  const text = useConfigText().languages;
  const names = useConfigText().voice.languages;
  const first = languages[0]?.language;
  const change = (language: Language, changed: Changed) =>
    onChange(languages.map((each) => (each.language === language ? filled({ ...each, ...changed }) : each)));
  const choose = (language: Language, isOn: boolean) =>
    onChange(isOn ? [...languages, { language }] : languages.filter((each) => each.language !== language));
  const begin = (language: Language) =>
    onChange([...languages].sort((a, b) => Number(b.language === language) - Number(a.language === language)));
  return (
    <div className="grid gap-4">
      <Switch
        label={text.choose}
        help={text.chooseHelp}
        isOn={languages.length > 0}
        onChange={(isOn) => onChange(isOn ? LANGUAGES.map((language) => ({ language })) : [])}
      />
      {first && (
        <>
          {LANGUAGES.map((language) => {
            const isOn = languages.some((each) => each.language === language);
            return (
              <Switch
                key={language}
                label={text.speaks(names[language])}
                isOn={isOn}
                isDisabled={isOn && languages.length === 1}
                onChange={(next) => choose(language, next)}
              />
            );
          })}
          {languages.length > 1 && (
            <Select
              label={text.first}
              help={text.firstHelp}
              value={first}
              onChange={({ target }) => begin(target.value as Language)}
            >
              {languages.map(({ language }) => (
                <option key={language} value={language}>
                  {names[language]}
                </option>
              ))}
            </Select>
          )}
          {languages.map((each, place) => (
            <OneLanguage
              key={each.language}
              value={each}
              isFirst={place === 0}
              onChange={(changed) => change(each.language, changed)}
              errorAt={(field) => errorAt(`/languages/${place}/${field}`)}
            />
          ))}
        </>
      )}
    </div>
  );
}

type OneProps = {
  value: AgentLanguage;
  isFirst: boolean;
  onChange: (changed: Changed) => void;
  errorAt: (field: string) => string | undefined;
};

function OneLanguage({ value, isFirst, onChange, errorAt }: OneProps) {
  const text = useConfigText().languages;
  const words = useConfigText().voice;
  const name = words.languages[value.language];
  return (
    <div className="grid gap-4 border-t border-line pt-4">
      <Select
        label={text.voice(name)}
        value={value.voice ?? ""}
        error={errorAt("voice")}
        onChange={({ target }) => onChange({ voice: target.value ? (target.value as Voice) : null })}
      >
        <option value="">{text.usualVoice}</option>
        {VOICES.map((voice) => (
          <option key={voice} value={voice}>
            {`${voice[0]?.toUpperCase()}${voice.slice(1)}, ${words.about[voice].toLowerCase()}`}
          </option>
        ))}
      </Select>
      {!isFirst && (
        <>
          <TextArea
            label={text.greeting(name)}
            help={text.greetingHelp}
            rows={2}
            maxLength={400}
            value={value.greeting ?? ""}
            error={errorAt("greeting")}
            onChange={({ target }) => onChange({ greeting: target.value || null })}
          />
          <TextArea
            label={text.afterHours(name)}
            rows={2}
            maxLength={400}
            value={value.after_hours_greeting ?? ""}
            error={errorAt("after_hours_greeting")}
            onChange={({ target }) => onChange({ after_hours_greeting: target.value || null })}
          />
        </>
      )}
    </div>
  );
}
