import { Link } from "@tanstack/react-router";
import { useMay } from "../../api/me";
import { useText } from "../../text/text";
import { buttonClass } from "../../ui/button";
import { visitTime } from "../../ui/format";
import { Panel } from "../../ui/page";
import { Empty } from "../../ui/states";
import { dayOf } from "./days";
import { useNextFree } from "./places";

/** A day without windows leads to the next one that can be booked. */
export function WindowsMissing({ from }: { from: string }) {
  const text = useText().schedule;
  const may = useMay();
  const next = useNextFree(from, true);
  const slot = next.data?.slot;
  return (
    <Panel>
      <Empty
        icon="schedule"
        title={text.closed}
        action={
          slot && (
            <div className="flex flex-wrap justify-center gap-2">
              <Link
                to="/schedule"
                search={(search) => ({ ...search, day: dayOf(slot) })}
                className={buttonClass("quiet")}
              >
                {text.toNextFree}
              </Link>
              {may("manage_appointments") && (
                <Link to="/schedule/book" search={{ slot: slot.id }} className={buttonClass("main")}>
                  {text.bookNextFree}
                </Link>
              )}
            </div>
          )
        }
      >
        {text.closedWhat} {slot ? text.nextFree(visitTime(slot)) : next.isSuccess && text.noFree}
      </Empty>
    </Panel>
  );
}
