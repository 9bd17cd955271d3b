import { useState } from "react";
import type { Question } from "../../../api/generated/types.gen";
import { newId } from "../../../config/new_id";
import { isUsual, MOST_QUESTIONS, questionName, questionsAsked, type UsualQuestion } from "../../../config/questions";
import { useSection } from "../../../config/section";
import { useAgentText } from "../../../text/agent";
import { useConfigText } from "../../../text/config";
import { Button } from "../../../ui/button";
import { Select } from "../../../ui/field";
import { Panel } from "../../../ui/page";
import { useDraft } from "../agent";
import { QuestionRow } from "../question_row";
import { SectionForm } from "../section_form";

/** What the agent asks before it books a visit: the questions of the trade and the company's own, in order. */
export function QuestionsSection() {
  const text = useAgentText().questions;
  const { asked: words } = useConfigText();
  const draft = useDraft();
  const form = useSection("questions", draft, ["questions"]);
  const [moved, setMoved] = useState("");
  const [opened, setOpened] = useState<number>();
  const listed = form.value.questions ?? [];
  const questions = questionsAsked(listed);
  // The API counts the places of what the company lists.
  const missing = questions.length - listed.length;
  const set = (next: Question[]) => form.change({ questions: next });
  const move = (from: number, to: number) => {
    const question = questions[from];
    if (!question || to < 0) return;
    set(questions.toSpliced(from, 1).toSpliced(to, 0, question));
    setOpened(undefined);
    setMoved(text.moved(questionName(question, words), to + 1));
  };
  const add = (question: Question) => {
    set([...questions, question]);
    setOpened(questions.length);
  };
  const ids = questions.map(({ id }) => id);
  const others = (Object.keys(words.names) as UsualQuestion[]).filter((id) => !ids.includes(id));
  const isFull = questions.length >= MOST_QUESTIONS;
  return (
    <SectionForm form={form}>
      <Panel title={text.title} className="@container">
        <p className="px-4 pt-3 text-quiet text-pretty">{text.what}</p>
        <ol className="divide-y divide-line">
          {questions.map((question, place) => (
            <QuestionRow
              // biome-ignore lint/suspicious/noArrayIndexKey: a question is its place while its name is typed
              key={place}
              question={question}
              place={place}
              isLast={place === questions.length - 1}
              isOpen={opened === place}
              isUsual={isUsual(question.id, words)}
              pointer={`/questions/${place - missing}`}
              errorAt={form.errorAt}
              onOpen={() => setOpened(opened === place ? undefined : place)}
              onChange={(next) => set(questions.with(place, next))}
              onMove={(to) => move(place, to)}
              onRemove={() => {
                setOpened(undefined);
                set(questions.toSpliced(place, 1));
              }}
            />
          ))}
        </ol>
        <div className="flex flex-wrap items-end gap-3 px-4 pb-4 pt-2">
          {others.length > 0 && (
            <div className="w-64 max-w-full">
              <Select
                label={text.add}
                value=""
                disabled={isFull}
                onChange={(event) => event.target.value && add({ id: event.target.value })}
              >
                <option value="">{text.choose}</option>
                {others.map((id) => (
                  <option key={id} value={id}>
                    {words.names[id]}
                  </option>
                ))}
              </Select>
            </div>
          )}
          <Button
            disabled={isFull}
            onClick={() => add({ id: newId(text.newName, ids, 32).replaceAll("-", "_"), ask: {} })}
          >
            {text.addOwn}
          </Button>
          {listed.length > 0 && (
            <Button
              look="plain"
              onClick={() => {
                setOpened(undefined);
                set([]);
              }}
            >
              {text.reset}
            </Button>
          )}
          <span role="status" className="sr-only">
            {moved}
          </span>
        </div>
      </Panel>
    </SectionForm>
  );
}
