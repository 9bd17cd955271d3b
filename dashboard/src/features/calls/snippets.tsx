import type { Snippet } from "../../api/generated/types.gen";
import { useText } from "../../text/text";

/** The words that a search found, marked, with who said them. */
export function Snippets({ snippets }: { snippets: Snippet[] }) {
  const text = useText();
  return (
    <div className="grid gap-1 px-4 pb-2.5 -mt-1 text-[0.8125rem] text-quiet">
      {snippets.map((snippet, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the snippets of a call do not change places
        <p key={place}>
          <span className="font-medium">{text.calls.one[snippet.speaker]}: </span>
          {snippet.pieces.map((piece, position) =>
            piece.found ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              <mark key={position} className="rounded-sm bg-warn-soft text-ink px-0.5">
                {piece.text}
              </mark>
            ) : (
              piece.text
            ),
          )}
        </p>
      ))}
    </div>
  );
}
