// What stands beside the proposals: what was not clear, what else the text has, and the pages that were read.

import type { ReactNode } from "react";
import type { Configuration, Proposals, UnclearPart } from "../../api/generated/types.gen";
import { useProposalsText } from "../../text/proposals";
import { phone } from "../../ui/format";
import { isNameless } from "./rows";

type Line = { id: string; name: string; what?: string; quote?: string };

function Lines({ title, help, lines }: { title: string; help?: string; lines: Line[] }): ReactNode {
  if (lines.length === 0) return null;
  return (
    <section className="grid grid-cols-1 gap-1.5">
      <h3 className="font-medium">{title}</h3>
      {help && <p className="text-quiet text-[0.8125rem]">{help}</p>}
      <ul className="grid gap-2">
        {lines.map(({ id, name, what, quote }) => (
          <li key={id} className="grid min-w-0 border-l-2 border-line pl-3 wrap-anywhere">
            <span>{what ? `${name}: ${what}` : name}</span>
            {quote && <span className="text-quiet text-[0.8125rem]">“{quote}”</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The parts of the text that a person must read. */
export function Unclear({ parts }: { parts: UnclearPart[] }) {
  const words = useProposalsText();
  const lines = parts.map(({ code, quote }) => ({ id: `${code} ${quote}`, name: words.codes[code], quote }));
  return <Lines title={words.unclear} lines={lines} />;
}

/**
 * What the draft has no place for. The telephone number is not the forwarding number: it usually leads to the agent, and a call would go
 * in circles.
 */
export function AlsoFound({ found, draft }: { found: Proposals; draft: Configuration }) {
  const words = useProposalsText();
  const { name, phone: number, languages, emergency_service } = found;
  const lines: Line[] = [];
  if (name && !isNameless(draft)) lines.push({ id: "name", name: words.name, what: name.value, quote: name.quote });
  if (number) lines.push({ id: "phone", name: words.phone, what: phone(number.value), quote: number.quote });
  for (const { value, quote } of languages)
    lines.push({ id: value, name: words.languages, what: words.language[value], quote });
  if (emergency_service) lines.push({ id: "emergency", name: words.emergency, quote: emergency_service });
  return <Lines title={words.also} help={words.alsoHelp} lines={lines} />;
}

export function PagesRead({ pages }: { pages: string[] }) {
  const words = useProposalsText();
  if (pages.length === 0) return null;
  return <Lines title={words.pages(pages.length)} lines={pages.map((page) => ({ id: page, name: page }))} />;
}
