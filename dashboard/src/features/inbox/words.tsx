import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getMessageOptions } from "../../api/generated/@tanstack/react-query.gen";
import { useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { ProblemBanner } from "../../ui/states";

/** The list has as many characters of a message. */
const LISTED = 200;

/** The words of a message: the rest of a long one is asked for when it is opened. */
export function Words({ id, beginning }: { id: string; beginning: string }) {
  const text = useText().inbox;
  const tenant = useTenant();
  const [isWhole, setIsWhole] = useState(false);
  const isCut = [...beginning].length >= LISTED;
  const query = useQuery({ ...getMessageOptions({ path: { tenant, message: id } }), enabled: isCut && isWhole });
  return (
    <div className="grid justify-items-start gap-1">
      <p className="text-pretty max-w-prose whitespace-pre-wrap break-words">
        {query.data?.words ?? (isCut ? `${beginning.trimEnd()}…` : beginning)}
      </p>
      {isCut && !query.data && (
        <Button look="plain" className="-ml-2" isBusy={query.isFetching} onClick={() => setIsWhole(true)}>
          {text.showAll}
        </Button>
      )}
      {query.error && <ProblemBanner error={query.error} />}
    </div>
  );
}
