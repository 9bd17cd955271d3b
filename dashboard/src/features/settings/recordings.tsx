import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { getVersionOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { Tenant } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { Badge } from "../../ui/badge";
import { buttonClass } from "../../ui/button";
import { Loaded } from "../../ui/loaded";
import { Panel } from "../../ui/page";
import { SkeletonRows } from "../../ui/skeleton";

/** Whether calls are recorded now. The published configuration says it, since the agent announces it. */
export function Recordings({ company }: { company: Tenant }) {
  const text = useText().settings.recordings;
  const tenant = useTenant();
  const query = useQuery(getVersionOptions({ path: { tenant, version: String(company.published_version) } }));
  return (
    <Panel title={text.title}>
      <Loaded query={query} skeleton={<SkeletonRows rows={1} />}>
        {({ configuration }) => (
          <div className="grid justify-items-start gap-1.5 px-4 py-3">
            <Badge tone={configuration.disclosure?.record_calls ? "accent" : "plain"}>
              {configuration.disclosure?.record_calls ? text.on : text.off}
            </Badge>
            <p className="text-quiet text-pretty">{text.what}</p>
            <Link to="/agent/$section" params={{ section: "greeting" }} className={buttonClass()}>
              {text.link}
            </Link>
          </div>
        )}
      </Loaded>
    </Panel>
  );
}
