import type { Question } from "../../api/generated/types.gen";
import { isVital, questionName } from "../../config/questions";
import { useAgentText } from "../../text/agent";
import { useConfigText } from "../../text/config";
import { Badge } from "../../ui/badge";
import { IconButton } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { QuestionFields } from "./question_fields";

export type QuestionProps = {
  question: Question;
  isUsual: boolean;
  /** Where the API reports problems of the question. */
  pointer: string;
  errorAt: (pointer: string) => string | undefined;
  onChange: (question: Question) => void;
};

type Props = QuestionProps & {
  place: number;
  isLast: boolean;
  isOpen: boolean;
  onOpen: () => void;
  onMove: (to: number) => void;
  onRemove: () => void;
};

/** One question: its place among the others, and its details when it is open. */
export function QuestionRow({ place, isLast, isOpen, onOpen, onMove, onRemove, ...details }: Props) {
  const text = useAgentText().questions;
  const { asked: words } = useConfigText();
  const { question, pointer, errorAt } = details;
  const vital = isVital(question.id);
  const name = questionName(question, words);
  const fields = ["id", "label", "ask", "answer", "choices", "job_types"];
  const isWrong = fields.some((field) => errorAt(`${pointer}/${field}`));
  return (
    <li className="grid gap-3 px-4 py-2.5">
      <div className="flex items-center gap-x-3">
        <b className="w-6 shrink-0 font-semibold tabular-nums">{place + 1}</b>
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 grow min-w-0 wrap-anywhere">
          {name}
          {vital && <Badge>{text.always}</Badge>}
          {!vital && question.required && <Badge tone="accent">{words.required}</Badge>}
        </span>
        <span className="flex shrink-0">
          {!vital && (
            <IconButton label={text.edit(name)} aria-expanded={isOpen || isWrong} onClick={onOpen}>
              <Icon name="edit" className="size-4.5" />
            </IconButton>
          )}
          <IconButton label={text.up(name)} disabled={place === 0} onClick={() => onMove(place - 1)}>
            <Icon name="back" className="size-4.5 rotate-90" />
          </IconButton>
          <IconButton label={text.down(name)} disabled={isLast} onClick={() => onMove(place + 1)}>
            <Icon name="next" className="size-4.5 rotate-90" />
          </IconButton>
          {!vital && (
            <IconButton label={text.remove(name)} onClick={onRemove}>
              <Icon name="close" className="size-4.5" />
            </IconButton>
          )}
        </span>
      </div>
      {!vital && (isOpen || isWrong) && <QuestionFields {...details} />}
    </li>
  );
}
