import { useRouteContext } from "@tanstack/react-router";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useText } from "../text/text";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { SignInAgainButton } from "../ui/sign_in_again";

/** Over a page whose session ended: signs in again beside it, so that the page keeps what was typed. */
export function EndedSessionDialog() {
  const text = useText();
  const { session } = useRouteContext({ from: "__root__" });
  const isOver = useSyncExternalStore(session.subscribe, session.isOver);
  const [isHidden, setIsHidden] = useState(false);
  useEffect(() => {
    if (!isOver) setIsHidden(false);
  }, [isOver]);
  const words = text.problems["session-ended"];
  return (
    <Dialog
      title={words.title}
      isOpen={isOver && !isHidden}
      onClose={() => setIsHidden(isOver)}
      actions={
        <>
          <Button onClick={() => setIsHidden(true)}>{text.common.later}</Button>
          <SignInAgainButton look="main" />
        </>
      }
    >
      <p>{words.what}</p>
    </Dialog>
  );
}
