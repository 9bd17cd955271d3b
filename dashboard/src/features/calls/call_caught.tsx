import type { CallDetails } from "../../api/generated/types.gen";
import { useCaughtText } from "../../text/caught";
import { Panel } from "../../ui/page";

/** The sentences of the model that the caller did not hear, because they may not be said. */
export function CallCaught({ caught }: { caught: CallDetails["caught"] }) {
  const words = useCaughtText();
  return (
    <Panel title={words.title}>
      <p className="px-4 pt-3 text-quiet text-[0.8125rem] text-pretty">{words.lead}</p>
      <ul className="divide-y divide-line">
        {caught.map((each, nth) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows, and a sentence may repeat
          <li key={nth} className="grid gap-0.5 px-4 py-2.5">
            <span className="font-medium">{words.kinds[each.kind]}</span>
            <q className="text-pretty">{each.sentence}</q>
            <span className="text-quiet text-[0.8125rem]">
              {words.turn(each.turn)}, {each.rephrased ? words.rephrased : words.replaced}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
