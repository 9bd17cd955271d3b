import { useId } from "react";
import type { Channel, NotificationKind } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { cx } from "../../ui/cx";
import { CHANNELS } from "./settings";

type Props = {
  kind: NotificationKind;
  channel: Channel;
  onChange: (channel: Channel) => void;
};

/** One kind of notification, and the ways to hear of it beside each other. */
export function ChannelChoice({ kind, channel, onChange }: Props) {
  const text = useText().notifications;
  const id = useId();
  return (
    <div
      role="radiogroup"
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-help`}
      className="grid md:grid-cols-[1fr_auto] items-center gap-x-6 gap-y-2 px-4 py-3"
    >
      <div className="grid">
        <p id={`${id}-name`} className="font-medium">
          {text.kinds[kind].title}
        </p>
        <p id={`${id}-help`} className="text-quiet text-[0.8125rem] text-pretty">
          {text.kinds[kind].what}
        </p>
      </div>
      <div className="grid grid-cols-3 gap-0.5 rounded-control bg-sunken p-0.5">
        {CHANNELS.map((each) => (
          <label
            key={each}
            className={cx(
              "grid place-items-center px-3 min-h-11 md:min-h-8 rounded-control font-medium cursor-pointer",
              "text-quiet hover:text-ink has-checked:bg-panel has-checked:text-ink has-checked:shadow-panel",
              "has-focus-visible:outline-2 has-focus-visible:outline-accent",
            )}
          >
            <input
              type="radio"
              name={id}
              value={each}
              checked={each === channel}
              onChange={() => onChange(each)}
              className="sr-only"
            />
            {text.channels[each]}
          </label>
        ))}
      </div>
    </div>
  );
}
