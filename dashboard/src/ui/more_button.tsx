import { useText } from "../text/text";
import { Button } from "./button";

type Pages = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };

/** Loads the next page of a list; nothing on the last one. */
export function MoreButton({ query }: { query: Pages }) {
  const text = useText();
  if (!query.hasNextPage) return null;
  return (
    <div className="grid justify-items-center border-t border-line p-2 not-printed">
      <Button look="plain" isBusy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
        {text.common.more}
      </Button>
    </div>
  );
}
