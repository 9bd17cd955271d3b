import { useConfigText } from "../text/config";
import type { Change } from "./changes";

/** Changes as lines: the name, the words before struck through, and the words now. */
export function ChangesList({ changes }: { changes: Change[] }) {
  const text = useConfigText();
  return (
    <ul className="grid gap-2.5">
      {changes.map(({ name, before, after }) => (
        <li key={`${name} ${before} ${after}`} className="grid gap-0.5 min-w-0">
          <span className="font-medium">{name}</span>
          {before !== undefined && (
            <del className="text-quiet break-words">
              <span className="sr-only">{text.before}: </span>
              {before}
            </del>
          )}
          {after === undefined ? (
            <span className="text-bad">{text.gone}</span>
          ) : (
            <ins className="no-underline break-words">
              <span className="sr-only">{text.now}: </span>
              {after}
            </ins>
          )}
        </li>
      ))}
    </ul>
  );
}
