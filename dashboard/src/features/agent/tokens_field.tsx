import { useId, useState } from "react";
import { useAgentText } from "../../text/agent";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { TextField } from "../../ui/text_field";

type Props = {
  label: string;
  help: string;
  items: string[];
  onChange: (items: string[]) => void;
  /** What is added, as the API wants it; nothing if it is wrong. */
  read?: (typed: string) => string | undefined;
  wrong?: string;
  show?: (item: string) => string;
  add: string;
  error?: string | undefined;
  inputMode?: "text" | "numeric" | "tel";
};

/** A list of short things: each with a way to remove it, and a field that adds one, or several with commas. */
export function TokensField({ label, help, items, onChange, read = asTyped, show = (item) => item, ...rest }: Props) {
  const text = useAgentText().area;
  const id = useId();
  const [typed, setTyped] = useState("");
  const [isWrong, setIsWrong] = useState(false);
  const add = () => {
    const parts = typed.split(/[,;\n]/).filter((part) => part.trim() !== "");
    const known = parts.map(read);
    if (parts.length === 0) return;
    const wrong = parts.filter((_, place) => known[place] === undefined);
    setIsWrong(wrong.length > 0);
    setTyped(wrong.join(", "));
    onChange([...new Set([...items, ...known.filter((item) => item !== undefined)])]);
  };
  return (
    <div className="grid gap-2">
      <div className="grid grid-cols-[1fr_auto] gap-2 items-start">
        <TextField
          label={label}
          help={help}
          placeholder={text.addList}
          inputMode={rest.inputMode ?? "text"}
          autoComplete="off"
          value={typed}
          error={isWrong ? rest.wrong : rest.error}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            add();
          }}
        />
        <Button className="mt-6.5" onClick={add}>
          {rest.add}
        </Button>
      </div>
      {items.length > 0 && (
        <ul id={id} aria-label={label} className="flex flex-wrap gap-1.5">
          {items.map((item) => (
            <li key={item} className="flex items-center rounded-control bg-sunken pl-3 tabular-nums">
              {show(item)}
              <button
                type="button"
                aria-label={text.removeOne(show(item))}
                className="grid place-items-center size-9 md:size-8 text-quiet hover:text-ink rounded-control"
                onClick={() => onChange(items.filter((each) => each !== item))}
              >
                <Icon name="close" className="size-4" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function asTyped(typed: string): string | undefined {
  return typed.trim().slice(0, 60) || undefined;
}
