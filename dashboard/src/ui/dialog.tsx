import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { useText } from "../text/text";
import { IconButton } from "./button";
import { cx } from "./cx";
import { Icon } from "./icon";

type Props = {
  title: string;
  isOpen: boolean;
  isWide?: boolean;
  onClose: () => void;
  children: ReactNode;
  actions?: ReactNode;
};

/** A dialog over the page. The browser keeps the focus inside and gives it back; Escape closes. A sheet on a telephone. */
export function Dialog({ title, isOpen, isWide = false, onClose, children, actions }: Props) {
  const text = useText();
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Before anyone sees or presses anything: it opens with what it shows, and no frame of it is left empty.
  useLayoutEffect(() => {
    if (!isOpen) return element.current?.close();
    element.current?.showModal();
    focusFirstField(element.current);
  }, [isOpen]);
  return (
    <dialog
      ref={element}
      aria-labelledby={heading}
      onClose={onClose}
      className={cx(
        "m-auto max-md:mb-0 max-md:max-w-none w-full max-h-[90dvh] rounded-t-panel md:rounded-panel bg-raised text-ink shadow-over open:animate-appear",
        isWide ? "md:max-w-4xl" : "md:max-w-lg",
      )}
    >
      {isOpen && (
        <div className="grid">
          <div className="flex items-center justify-between gap-4 pl-5 pr-3 pt-3">
            <h2 id={heading} className="text-base font-semibold">
              {title}
            </h2>
            <IconButton label={text.common.close} onClick={onClose}>
              <Icon name="close" />
            </IconButton>
          </div>
          <div className="px-5 py-3">{children}</div>
          {actions && <div className="flex max-md:flex-col-reverse md:justify-end gap-2 px-5 pt-2 pb-5">{actions}</div>}
        </div>
      )}
    </dialog>
  );
}

/** Who has a keyboard types at once. On a telephone, the keys would cover what the dialog says. */
function focusFirstField(dialog: HTMLDialogElement | null): void {
  if (!matchMedia("(pointer: fine)").matches) return;
  dialog?.querySelector<HTMLElement>("input:not([type=radio], [type=checkbox]), textarea")?.focus();
}
