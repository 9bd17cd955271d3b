import { Link } from "@tanstack/react-router";
import { useText } from "../../text/text";
import { buttonClass } from "../../ui/button";
import { Panel } from "../../ui/page";

/** Leads to the customer whose data is asked for: the export and the erasure of one person are there. */
export function PersonRequests() {
  const text = useText().settings.person;
  return (
    <Panel title={text.title}>
      <div className="grid justify-items-start gap-3 px-4 py-3">
        <p className="text-quiet text-pretty">{text.what}</p>
        <Link to="/customers" search={{ ask: "erase" }} className={buttonClass()}>
          {text.link}
        </Link>
      </div>
    </Panel>
  );
}
