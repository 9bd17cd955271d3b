import { useState } from "react";
import { useSetupText } from "../../text/setup";
import { Select } from "../../ui/field";
import { codesOf, LINES, type Line } from "./carriers";

/** The codes that forward the company's present line to the agent, by who provides that line. */
export function ForwardingCodes({ number }: { number: string }) {
  const words = useSetupText().firstDays;
  const [line, setLine] = useState<Line>("landline");
  const codes = codesOf(line, number);
  return (
    <div className="grid gap-3">
      <p>{words.forwardWhat}</p>
      <div className="max-w-xs">
        <Select label={words.line} value={line} onChange={(event) => setLine(event.target.value as Line)}>
          {LINES.map((each) => (
            <option key={each} value={each}>
              {words.lines[each]}
            </option>
          ))}
        </Select>
      </div>
      <dl className="grid gap-2">
        {codes.map(({ when, dial, stop }) => (
          <div key={when} className="grid sm:grid-cols-[12rem_1fr] gap-x-4">
            <dt>{words.when[when]}</dt>
            <dd className="text-ink">
              <code className="font-mono font-medium">{dial}</code>
              <span className="text-quiet"> · {words.stop}</span> <code className="font-mono">{stop}</code>
            </dd>
          </div>
        ))}
      </dl>
      <p>{words.forwardNote}</p>
    </div>
  );
}
