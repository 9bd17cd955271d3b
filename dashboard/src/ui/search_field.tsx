import { type FormEvent, useLayoutEffect, useRef } from "react";
import { Icon } from "./icon";
import { isForPage } from "./keys";

type Props = { label: string; help?: string; value: string | undefined; onSearch: (words: string) => void };

/** A search that starts with Enter, or when the field is emptied. The key `/` goes to it. */
export function SearchField({ label, help, value, onSearch }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const known = useRef(value ?? "");
  useLayoutEffect(() => {
    // What someone types while a search begins stays.
    if (input.current?.value === known.current) input.current.value = value ?? "";
    known.current = value ?? "";
  }, [value]);
  useLayoutEffect(() => {
    const toSearch = (event: KeyboardEvent) => {
      if (event.key !== "/" || !isForPage(event)) return;
      event.preventDefault();
      input.current?.focus();
    };
    // Before the keyboard of every screen, whichever of the two was there first.
    addEventListener("keydown", toSearch, { capture: true });
    return () => removeEventListener("keydown", toSearch, { capture: true });
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const words = input.current?.value.trim() ?? "";
    if (input.current) input.current.value = words;
    known.current = words;
    // On a telephone, the keys would cover what is found.
    input.current?.blur();
    onSearch(words);
  };
  return (
    <form onSubmit={submit} className="relative not-printed">
      <Icon
        name="search"
        className="size-4.5 absolute left-3 top-1/2 -translate-y-1/2 text-quiet pointer-events-none"
      />
      <input
        ref={input}
        type="search"
        defaultValue={value}
        aria-label={label}
        placeholder={label}
        title={help}
        enterKeyHint="search"
        onChange={(event) => event.target.value === "" && value && onSearch("")}
        className="w-full min-h-11 md:min-h-9 rounded-control border border-edge bg-panel pl-10 pr-3 placeholder:text-quiet"
      />
    </form>
  );
}
