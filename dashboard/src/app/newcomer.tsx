import { useRouteContext } from "@tanstack/react-router";
import { useText } from "../text/text";
import { Button } from "../ui/button";
import { Notice } from "../ui/states";

/** A person who belongs to no company. */
export function Newcomer() {
  const text = useText();
  const { session } = useRouteContext({ from: "/signed-in" });
  return (
    <main className="grid place-items-center min-h-dvh">
      <Notice
        icon="companies"
        title={text.newcomer.title}
        action={<Button onClick={() => void session.signOut()}>{text.nav.signOut}</Button>}
      >
        {text.newcomer.what}
      </Notice>
    </main>
  );
}
