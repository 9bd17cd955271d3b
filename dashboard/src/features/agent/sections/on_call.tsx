import { useState } from "react";
import { useMay } from "../../../api/me";
import { useSection } from "../../../config/section";
import { useAgentText } from "../../../text/agent";
import { Button, IconButton } from "../../../ui/button";
import { Icon } from "../../../ui/icon";
import { Panel } from "../../../ui/page";
import { Banner } from "../../../ui/states";
import { TextField } from "../../../ui/text_field";
import { useDraft } from "../agent";
import { PhoneField } from "../phone_field";
import { SectionForm } from "../section_form";

/** The people who are called in an emergency, in the order of the calls. */
export function OnCallSection() {
  const words = useAgentText();
  const text = words.onCall;
  const may = useMay();
  const form = useSection("on-call", useDraft(), ["on_call"]);
  const [moved, setMoved] = useState("");
  const { people, ring_seconds } = form.value.on_call ?? { people: [], ring_seconds: 25 };
  const set = (next: typeof people) => form.change({ on_call: { people: next, ring_seconds } });
  const move = (from: number, to: number) => {
    const person = people[from];
    if (!person || to < 0) return;
    set(people.toSpliced(from, 1).toSpliced(to, 0, person));
    setMoved(text.moved(person.name, to + 1));
  };
  return (
    <SectionForm form={form}>
      {!may("change_dialed_numbers") && may("edit_configuration") && (
        <Banner tone="accent">{words.readOnlyNumbers}</Banner>
      )}
      <fieldset disabled={!may("change_dialed_numbers")} className="grid gap-4 min-w-0">
        <Panel title={text.title} className="@container">
          <p className="px-4 pt-3 text-quiet text-pretty">{people.length > 0 ? text.what : text.nobody}</p>
          <ol className="divide-y divide-line">
            {people.map((person, place) => (
              <li
                // biome-ignore lint/suspicious/noArrayIndexKey: a person is their place while they are typed
                key={place}
                className="grid grid-cols-[1.5rem_1fr] gap-x-3 px-4 py-3"
              >
                <b className="pt-8 font-semibold tabular-nums">{place + 1}</b>
                <div className="grid @lg:grid-cols-[1fr_1fr_auto] gap-x-3 gap-y-2 items-start">
                  <TextField
                    label={text.name}
                    maxLength={60}
                    value={person.name}
                    error={form.errorAt(`/on_call/people/${place}/name`)}
                    onChange={(event) => set(people.with(place, { ...person, name: event.target.value }))}
                  />
                  <PhoneField
                    label={text.number}
                    value={person.number}
                    error={form.errorAt(`/on_call/people/${place}/number`)}
                    onChange={(number) => set(people.with(place, { ...person, number }))}
                  />
                  <span className="flex @lg:pt-6.5">
                    <IconButton
                      label={text.up(person.name)}
                      disabled={place === 0}
                      onClick={() => move(place, place - 1)}
                    >
                      <Icon name="back" className="size-4.5 rotate-90" />
                    </IconButton>
                    <IconButton
                      label={text.down(person.name)}
                      disabled={place === people.length - 1}
                      onClick={() => move(place, place + 1)}
                    >
                      <Icon name="next" className="size-4.5 rotate-90" />
                    </IconButton>
                    <IconButton
                      label={`${text.remove}: ${person.name}`}
                      onClick={() => set(people.toSpliced(place, 1))}
                    >
                      <Icon name="close" className="size-4.5" />
                    </IconButton>
                  </span>
                </div>
              </li>
            ))}
          </ol>
          <div className="px-4 pb-4 pt-2">
            <Button disabled={people.length >= 10} onClick={() => set([...people, { name: "", number: "" }])}>
              {text.add}
            </Button>
            <span role="status" className="sr-only">
              {moved}
            </span>
          </div>
        </Panel>
        <Panel className="px-4 py-4">
          <TextField
            label={text.ring}
            help={text.ringHelp}
            className="max-w-32"
            type="number"
            inputMode="numeric"
            min={5}
            max={60}
            value={ring_seconds}
            error={form.errorAt("/on_call/ring_seconds")}
            onChange={(event) => form.change({ on_call: { people, ring_seconds: Number(event.target.value) } })}
          />
        </Panel>
      </fieldset>
    </SectionForm>
  );
}
