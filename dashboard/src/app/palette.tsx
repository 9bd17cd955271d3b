// Goes to a screen or begins a search, by a few letters: a field over the page with what fits below it.

import { useNavigate, useRouteContext } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useCompany, useMay, useMe } from "../api/me";
import { useText } from "../text/text";
import { cx } from "../ui/cx";
import { Icon, type IconName } from "../ui/icon";
import { fits } from "./fits";
import type { Group } from "./navigation";
import { useFurther } from "./palette_more";

type Choice = { key: string; icon: IconName; title: string; group?: string; letter?: string; go: () => void };
type Props = { groups: Group[]; onClose: () => void };

export function Palette({ groups, onClose }: Props) {
  const text = useText();
  const words = text.nav.palette;
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const choices = useChoices(groups, typed);
  const chosen = choices[Math.min(at, choices.length - 1)];
  useEffect(() => dialog.current?.showModal(), []);
  const go = (choice: Choice | undefined) => {
    if (!choice) return;
    dialog.current?.close();
    // The dialog's own `close` event comes later, and a key pressed before it would find the palette open.
    onClose();
    choice.go();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") go(chosen);
    else if (step) setAt((Math.min(at, choices.length - 1) + step + choices.length) % choices.length);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      aria-label={words.title}
      onClose={onClose}
      closedby="any"
      className="m-auto mt-[12dvh] w-[calc(100%-2rem)] max-w-lg rounded-panel bg-raised text-ink shadow-over overflow-clip open:animate-appear"
    >
      <div className="flex items-center gap-3 px-4 border-b border-line">
        <Icon name="search" className="size-4.5 text-quiet" />
        <input
          autoFocus
          role="combobox"
          aria-label={words.title}
          aria-expanded="true"
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={chosen && `${list}-${chosen.key}`}
          value={typed}
          placeholder={words.title}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={press}
          className="w-full h-12 bg-transparent placeholder:text-quiet outline-none"
        />
      </div>
      <div id={list} role="listbox" aria-label={words.title} className="max-h-[50dvh] overflow-y-auto p-1.5">
        {choices.map((choice) => (
          <Option
            key={choice.key}
            id={`${list}-${choice.key}`}
            choice={choice}
            isChosen={choice === chosen}
            onChoose={() => go(choice)}
          />
        ))}
      </div>
      <p role="status" className={choices.length > 0 ? "sr-only" : "px-4 pb-4 pt-2 text-quiet"}>
        {choices.length > 0 ? "" : words.none}
      </p>
    </dialog>
  );
}

type OptionProps = { id: string; choice: Choice; isChosen: boolean; onChoose: () => void };

function Option({ id, choice, isChosen, onChoose }: OptionProps) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isChosen) element.current?.scrollIntoView({ block: "nearest" });
  }, [isChosen]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys of the list
    <div
      ref={element}
      id={id}
      role="option"
      aria-selected={isChosen}
      tabIndex={-1}
      onClick={onChoose}
      className={cx(
        "flex items-center gap-3 rounded-control px-2.5 min-h-11 md:min-h-9 cursor-pointer hover:bg-hover",
        isChosen && "bg-accent-soft text-accent",
      )}
    >
      <Icon name={choice.icon} className="size-4.5" />
      <span className="flex-1 min-w-0 truncate font-medium">{choice.title}</span>
      {choice.group && <span className="text-quiet text-xs">{choice.group}</span>}
      {choice.letter && (
        <span aria-hidden="true" className="max-md:hidden flex gap-1">
          <Key>g</Key>
          <Key>{choice.letter}</Key>
        </span>
      )}
    </div>
  );
}

function Key({ children }: { children: string }) {
  return (
    <kbd className="grid place-items-center size-5 rounded border border-line bg-panel font-mono text-xs text-quiet">
      {children}
    </kbd>
  );
}

/** The screens that fit, with what else fits what is typed, then a search for the words, then the ways out. */
function useChoices(groups: Group[], typed: string): Choice[] {
  const text = useText();
  const words = text.nav.palette;
  const navigate = useNavigate();
  const may = useMay();
  const isOperator = useMe().kind === "operator";
  const { isEntered } = useCompany();
  const { session } = useRouteContext({ from: "/signed-in" });
  const q = typed.trim();
  const further = useFurther();
  const places = groups.flatMap(({ name, places }) =>
    places.map(
      ({ to, icon, title, letter }): Choice => ({
        key: to.slice(1).replace("/", "-"),
        icon,
        title: title(text),
        group: text.nav.groups[name],
        ...(letter && { letter }),
        go: () => void navigate({ to }),
      }),
    ),
  );
  const outside = isOperator && !isEntered;
  const ways: Choice[] = [
    ...(isEntered
      ? [{ key: "leave", icon: "back" as const, title: words.leave, go: () => location.assign("/companies") }]
      : []),
    { key: "out", icon: "sign_out", title: text.nav.signOut, go: () => void session.signOut() },
  ];
  const searches: Choice[] = [];
  if (q && outside) {
    const go = () => void navigate({ to: "/companies", search: { search: q } });
    searches.push({ key: "companies-search", icon: "search", title: words.searchCompanies(q), go });
  } else if (q && may("read_calls")) {
    const go = () => void navigate({ to: "/calls", search: { q } });
    searches.push({ key: "calls-search", icon: "search", title: words.searchCalls(q), go });
  }
  const fit = ({ title, group = "" }: Choice) => fits(q, `${title} ${group}`);
  return [...places.filter(fit), ...(q ? further.filter(fit) : []), ...searches, ...ways.filter(fit)];
}
