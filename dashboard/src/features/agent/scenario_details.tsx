import type { ScenarioTime } from "../../api/generated/types.gen";
import { useScenariosText } from "../../text/scenarios";
import { useText } from "../../text/text";
import { Select } from "../../ui/field";
import { weekday } from "../../ui/format";
import { TextArea, TextField } from "../../ui/text_field";
import type { FieldOf } from "./scenario_form";

const DAYS: ScenarioTime["day"][] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

type Props = { field: FieldOf; hasWrong: boolean };

/** What few scenarios need: when the call arrives, who is rung, and words. Open if something in it is refused. */
export function ScenarioDetails({ field, hasWrong }: Props) {
  const text = useScenariosText().form;
  const { common, calls } = useText();
  return (
    <details {...(hasWrong && { open: true })}>
      <summary className="inline-flex items-center min-h-11 md:min-h-8 text-accent font-medium cursor-pointer list-none hover:underline underline-offset-2">
        {text.details}
      </summary>
      <div className="grid gap-4 pt-2">
        <div className="grid sm:grid-cols-2 items-start gap-4">
          <Select label={text.day} {...field("day")}>
            <option value="">{text.now}</option>
            {DAYS.map((day, place) => (
              <option key={day} value={day}>
                {weekday(place)}
              </option>
            ))}
          </Select>
          {field("day").value && <TextField type="time" label={text.time} help={text.timeHelp} {...field("time")} />}
          <Select label={text.rings} {...field("rings")}>
            <option value="">{text.any}</option>
            <option value="yes">{common.yes}</option>
            <option value="no">{common.no}</option>
          </Select>
          <Select label={text.language} {...field("language")}>
            <option value="">{text.any}</option>
            {Object.entries(calls.one.languages).map(([language, name]) => (
              <option key={language} value={language}>
                {name}
              </option>
            ))}
          </Select>
        </div>
        <TextArea label={text.says} help={text.saysHelp} rows={2} {...field("says")} />
        <TextArea label={text.neverSays} help={text.neverSaysHelp} rows={2} {...field("neverSays")} />
      </div>
    </details>
  );
}
