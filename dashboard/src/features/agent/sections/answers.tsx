import { useSection } from "../../../config/section";
import { useAgentText } from "../../../text/agent";
import { Button, IconButton } from "../../../ui/button";
import { Icon } from "../../../ui/icon";
import { Panel } from "../../../ui/page";
import { TextArea, TextField } from "../../../ui/text_field";
import { useDraft } from "../agent";
import { SectionForm } from "../section_form";

/** Questions with the company's answers, and what the agent never talks about. */
export function AnswersSection() {
  const text = useAgentText().answers;
  const form = useSection("answers", useDraft(), ["faq", "never_say"]);
  const { faq = [], never_say = [] } = form.value;
  return (
    <SectionForm form={form}>
      <Panel title={text.faq}>
        {faq.length === 0 && <p className="px-4 pt-3 text-quiet text-pretty">{text.none}</p>}
        <ul className="divide-y divide-line">
          {faq.map((each, place) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: a question is its place while it is typed
              key={place}
              className="grid grid-cols-[1fr_auto] gap-x-2 gap-y-2 px-4 py-3"
            >
              <TextField
                label={text.question}
                maxLength={200}
                value={each.question}
                error={form.errorAt(`/faq/${place}/question`)}
                onChange={(event) => form.change({ faq: faq.with(place, { ...each, question: event.target.value }) })}
              />
              <IconButton
                label={`${text.remove}: ${each.question}`}
                className="mt-6.5"
                onClick={() => form.change({ faq: faq.toSpliced(place, 1) })}
              >
                <Icon name="close" className="size-4.5" />
              </IconButton>
              <TextArea
                label={text.answer}
                rows={2}
                maxLength={500}
                value={each.answer}
                error={form.errorAt(`/faq/${place}/answer`)}
                onChange={(event) => form.change({ faq: faq.with(place, { ...each, answer: event.target.value }) })}
              />
            </li>
          ))}
        </ul>
        <div className="px-4 py-3">
          <Button
            disabled={faq.length >= 50}
            onClick={() => form.change({ faq: [...faq, { question: "", answer: "" }] })}
          >
            {text.add}
          </Button>
        </div>
      </Panel>
      <Panel title={text.never}>
        <ul className="grid gap-2 px-4 pt-3">
          {never_say.map((each, place) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: a subject is its place while it is typed
              key={place}
              className="grid grid-cols-[1fr_auto] gap-2"
            >
              <TextField
                label={`${text.subject} ${place + 1}`}
                maxLength={200}
                value={each}
                error={form.errorAt(`/never_say/${place}`)}
                onChange={(event) => form.change({ never_say: never_say.with(place, event.target.value) })}
              />
              <IconButton
                label={`${text.removeSubject}: ${each}`}
                className="mt-6.5"
                onClick={() => form.change({ never_say: never_say.toSpliced(place, 1) })}
              >
                <Icon name="close" className="size-4.5" />
              </IconButton>
            </li>
          ))}
        </ul>
        <div className="px-4 py-3">
          <Button disabled={never_say.length >= 50} onClick={() => form.change({ never_say: [...never_say, ""] })}>
            {text.addSubject}
          </Button>
        </div>
      </Panel>
    </SectionForm>
  );
}
