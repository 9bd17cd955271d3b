import { Link } from "@tanstack/react-router";
import type { Analytics } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { Icon } from "../../ui/icon";

/** The emergencies and messages that wait for a person. */
export function Waiting({ open }: { open: Analytics["open"] }) {
  const text = useText().today;
  if (open.emergencies === 0 && open.messages === 0) {
    return (
      <p className="flex items-center gap-2 text-quiet">
        <Icon name="check" className="size-4.5 text-good" />
        {text.nothingOpen}
      </p>
    );
  }
  return (
    <ul className="flex flex-wrap gap-2">
      {open.emergencies > 0 && (
        <li>
          <Link
            to="/inbox"
            className="flex items-center gap-2 rounded-control bg-bad-soft text-bad px-3.5 py-2.5 font-medium hover:underline underline-offset-2"
          >
            <Icon name="warning" className="size-4.5" />
            {text.openEmergencies(open.emergencies)}
          </Link>
        </li>
      )}
      {open.messages > 0 && (
        <li>
          <Link
            to="/inbox"
            className="flex items-center gap-2 rounded-control bg-accent-soft text-accent px-3.5 py-2.5 font-medium hover:underline underline-offset-2"
          >
            <Icon name="inbox" className="size-4.5" />
            {text.openMessages(open.messages)}
          </Link>
        </li>
      )}
    </ul>
  );
}
