import { useRouteContext } from "@tanstack/react-router";
import { useId, useState } from "react";
import { useMe } from "../api/me";
import { chooseLanguage, currentLanguage, LANGUAGES, useText } from "../text/text";
import { Button } from "../ui/button";
import { Select, Switch } from "../ui/field";
import { Icon } from "../ui/icon";
import { areKeysOn, setKeysOn } from "../ui/keys";

const NAMES = { en: "English", es: "Español" };

/** Who is signed in, the language, and the way out. */
export function Account() {
  const text = useText();
  const me = useMe();
  const { session, profile } = useRouteContext({ from: "/signed-in" });
  const [areOn, setAreOn] = useState(areKeysOn);
  const role = me.kind === "operator" ? "operator" : me.role;
  return (
    <div className="grid gap-4 p-4">
      <div className="grid min-w-0">
        <b className="truncate font-semibold">{profile.name}</b>
        <span className="truncate text-quiet">{profile.email}</span>
        {role && <span className="text-quiet">{text.roles[role]}</span>}
      </div>
      <Select
        label={text.common.language}
        value={currentLanguage()}
        onChange={(event) => chooseLanguage(event.target.value === "es" ? "es" : "en")}
      >
        {LANGUAGES.map((language) => (
          <option key={language} value={language} lang={language}>
            {NAMES[language]}
          </option>
        ))}
      </Select>
      <div className="max-md:hidden">
        <Switch
          label={text.nav.keys}
          help={text.nav.keysHelp}
          isOn={areOn}
          onChange={(isOn) => {
            setKeysOn(isOn);
            setAreOn(isOn);
          }}
        />
      </div>
      <Button onClick={() => void session.signOut()}>
        <Icon name="sign_out" className="size-4.5" />
        {text.nav.signOut}
      </Button>
    </div>
  );
}

/** The account at the foot of the rail: a popover of the browser's own. */
export function AccountMenu() {
  const text = useText();
  const me = useMe();
  const { profile } = useRouteContext({ from: "/signed-in" });
  const id = useId();
  const role = me.kind === "operator" ? "operator" : me.role;
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        className="flex items-center w-full gap-2.5 rounded-control px-2 py-1.5 text-left text-quiet min-w-0 hover:bg-hover hover:text-ink"
      >
        <Icon name="person" />
        <span className="grid min-w-0 leading-tight">
          <span className="truncate text-ink font-medium">{profile.name}</span>
          {role && <span className="text-xs">{text.roles[role]}</span>}
        </span>
      </button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={text.nav.account}
        className="inset-auto bottom-16 left-3 m-0 w-72 rounded-panel bg-raised text-ink shadow-over open:animate-appear"
      >
        <Account />
      </div>
    </>
  );
}
