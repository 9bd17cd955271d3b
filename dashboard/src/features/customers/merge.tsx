import { useState } from "react";
import type { CustomerDetails } from "../../api/generated/types.gen";
import { useCustomersText } from "../../text/customers";
import { Button } from "../../ui/button";
import { phone } from "../../ui/format";
import { Panel } from "../../ui/page";
import { readPhone } from "../../ui/phone_number";
import { ProblemBanner } from "../../ui/states";
import { TextField } from "../../ui/text_field";
import { toast } from "../../ui/toast";
import { useMerge, useSplit } from "./changes";

/** The other numbers of a customer: each can be taken out again, so that adding one asks nothing. */
export function Merge({ customer }: { customer: CustomerDetails }) {
  const text = useCustomersText().merge;
  const { number, version, other_numbers } = customer;
  const [typed, setTyped] = useState("");
  const [isWrong, setIsWrong] = useState(false);
  const merge = useMerge(number);
  const split = useSplit(number);
  const error = merge.error ?? split.error;
  const add = () => {
    const other = readPhone(typed);
    setIsWrong(other === undefined);
    if (!other) return;
    merge.mutate(
      { number: other, version },
      {
        onSuccess: () => {
          setTyped("");
          toast(text.done);
        },
      },
    );
  };
  return (
    <Panel title={text.title} className="not-printed">
      <form
        className="grid gap-3 px-4 py-3"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        {other_numbers.map((other) => (
          <Button
            key={other}
            isBusy={split.isPending}
            onClick={() => split.mutate({ number: other, version }, { onSuccess: () => toast(text.splitDone) })}
          >
            {text.split(phone(other))}
          </Button>
        ))}
        <TextField
          label={text.number}
          help={text.what}
          type="tel"
          autoComplete="off"
          value={typed}
          error={isWrong ? text.wrong : undefined}
          onChange={(event) => setTyped(event.target.value)}
        />
        {error !== null && <ProblemBanner error={error} conflict={text.conflict} />}
        <Button type="submit" className="justify-self-start" isBusy={merge.isPending}>
          {text.save}
        </Button>
      </form>
    </Panel>
  );
}
