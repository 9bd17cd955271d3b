// A key, a secret or a link that is shown once: copied with one press, or shared from a telephone.

import { useId, useState } from "react";
import { useText } from "../text/text";
import { Button } from "./button";
import { Icon } from "./icon";

type Props = {
  label: string;
  value: string;
  help: string;
  /** A link is also handed to another program of the telephone. */
  isLink?: boolean;
};

export function Secret({ label, value, help, isLink = false }: Props) {
  const text = useText().common.secret;
  const id = useId();
  const [isCopied, setIsCopied] = useState(false);
  const canShare = isLink && "share" in navigator;
  const copy = async () => {
    await navigator.clipboard.writeText(value).catch(() => selectWords(id));
    setIsCopied(true);
  };
  return (
    <div className="grid gap-3">
      <div className="grid gap-1.5">
        <p id={`${id}-label`} className="font-medium">
          {label}
        </p>
        <output
          id={id}
          aria-labelledby={`${id}-label`}
          className="block rounded-control border border-line bg-sunken px-3 py-2.5 font-mono text-[0.8125rem] break-all select-all"
        >
          {value}
        </output>
        <p className="flex items-start gap-1.5 text-warn text-[0.8125rem]">
          <Icon name="warning" className="size-4 mt-0.5" />
          {help}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button look="main" className="max-md:flex-1" onClick={() => void copy()}>
          {isCopied && <Icon name="check" className="size-4.5" />}
          {isCopied ? text.copied : text.copy}
        </Button>
        {canShare && (
          <Button className="max-md:flex-1" onClick={() => void navigator.share({ url: value }).catch(() => {})}>
            {text.share}
          </Button>
        )}
      </div>
      <p role="status" className="sr-only">
        {isCopied ? text.copied : ""}
      </p>
    </div>
  );
}

/** Without the permission for the clipboard, the words are selected for a press of the keys. */
function selectWords(id: string): void {
  const element = document.getElementById(id);
  if (element) getSelection()?.selectAllChildren(element);
}
