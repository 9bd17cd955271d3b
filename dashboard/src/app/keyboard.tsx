// The keyboard of every screen: `g` and a letter lead to a screen, `/` and Ctrl-K search, `?` shows the letters.

import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { areKeysOn, isForPage } from "../ui/keys";
import type { Group } from "./navigation";

const Palette = lazy(async () => ({ default: (await import("./palette")).Palette }));

/** Another part of the page asks for the palette with this event. */
const OPEN = "open-palette";
/** How long a letter after `g` counts. */
const LETTER_MS = 1_500;

export function openPalette(): void {
  dispatchEvent(new Event(OPEN));
}

export function Keyboard({ groups }: { groups: Group[] }) {
  const navigate = useNavigate();
  const [isOpen, setIsOpen] = useState(false);
  const leads = useRef(0);
  useEffect(() => {
    const places = groups.flatMap((group) => group.places);
    const open = () => setIsOpen(true);
    const press = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      if (key === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && areKeysOn()) {
        event.preventDefault();
        setIsOpen((wasOpen) => wasOpen || document.querySelector("dialog[open]") === null);
        return;
      }
      if (!isForPage(event)) return;
      const place = event.timeStamp < leads.current && places.find(({ letter }) => letter === key);
      leads.current = key === "g" && !place ? event.timeStamp + LETTER_MS : 0;
      // A screen with a search of its own has taken the `/`.
      if (!place && key !== "/" && key !== "?") return;
      event.preventDefault();
      if (place) void navigate({ to: place.to });
      else open();
    };
    addEventListener("keydown", press);
    addEventListener(OPEN, open);
    return () => {
      removeEventListener("keydown", press);
      removeEventListener(OPEN, open);
    };
  }, [groups, navigate]);
  return isOpen ? (
    <Suspense>
      <Palette groups={groups} onClose={() => setIsOpen(false)} />
    </Suspense>
  ) : null;
}
