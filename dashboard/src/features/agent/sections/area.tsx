import { useState } from "react";
import { useSection } from "../../../config/section";
import { useAgentText } from "../../../text/agent";
import { Button, IconButton } from "../../../ui/button";
import { Icon } from "../../../ui/icon";
import { Panel } from "../../../ui/page";
import { TextArea, TextField } from "../../../ui/text_field";
import { useDraft } from "../agent";
import { SectionForm } from "../section_form";
import { TokensField } from "../tokens_field";

const ZIP_AREA = /^\d{3,5}$/;

export function AreaSection() {
  const text = useAgentText().area;
  const form = useSection("area", useDraft(), ["service_area", "locations"]);
  const { service_area: area, locations = [] } = form.value;
  const setArea = (changes: Partial<typeof area>) => form.change({ service_area: { ...area, ...changes } });
  const zips = area.zips ?? [];
  const wrong = form.errors.find(({ field }) => field.startsWith("/service_area/zips"));
  return (
    <SectionForm form={form}>
      <Panel title={text.title}>
        <div className="grid gap-5 px-4 py-4">
          <TokensField
            label={text.zips}
            help={text.zipsHelp}
            items={zips}
            onChange={(next) => setArea({ zips: next })}
            read={(typed) => (ZIP_AREA.test(typed.trim()) ? typed.trim() : undefined)}
            show={(zip) => (zip.length < 5 ? text.all(zip) : zip)}
            wrong={text.wrongZip}
            error={wrong?.message}
            inputMode="numeric"
            add={text.add}
          />
          <TryZip zips={zips} />
          <TokensField
            label={text.cities}
            help={text.citiesHelp}
            items={area.cities ?? []}
            onChange={(cities) => setArea({ cities })}
            error={form.errorAt("/service_area/cities")}
            add={text.add}
          />
          <TextArea
            label={text.answer}
            rows={2}
            maxLength={300}
            value={area.out_of_area_answer}
            error={form.errorAt("/service_area/out_of_area_answer")}
            onChange={(event) => setArea({ out_of_area_answer: event.target.value })}
          />
        </div>
      </Panel>
      <Panel title={text.offices} className="@container">
        {locations.length === 0 && <p className="px-4 pt-3 text-quiet">{text.noOffice}</p>}
        <ul className="divide-y divide-line">
          {locations.map((office, place) => {
            const set = (changes: Partial<typeof office>) =>
              form.change({ locations: locations.with(place, { ...office, ...changes }) });
            return (
              <li
                // biome-ignore lint/suspicious/noArrayIndexKey: an office is its place while it is typed
                key={place}
                className="grid grid-cols-[1fr_auto] @lg:grid-cols-[1fr_2fr_auto] gap-2 px-4 py-3 items-start"
              >
                <TextField
                  label={text.name}
                  maxLength={60}
                  value={office.name}
                  error={form.errorAt(`/locations/${place}/name`)}
                  onChange={(event) => set({ name: event.target.value })}
                />
                <div className="@max-lg:order-3 @max-lg:col-span-2">
                  <TextField
                    label={text.address}
                    maxLength={160}
                    value={office.address}
                    error={form.errorAt(`/locations/${place}/address`)}
                    onChange={(event) => set({ address: event.target.value })}
                  />
                </div>
                <IconButton
                  label={`${text.removeOffice}: ${office.name}`}
                  className="mt-6.5"
                  onClick={() => form.change({ locations: locations.toSpliced(place, 1) })}
                >
                  <Icon name="close" className="size-4.5" />
                </IconButton>
                <div className="col-span-2 order-last">
                  <TokensField
                    label={text.officeCities}
                    help={text.officeCitiesHelp}
                    items={office.cities ?? []}
                    onChange={(cities) => set({ cities })}
                    add={text.add}
                  />
                </div>
              </li>
            );
          })}
        </ul>
        <div className="px-4 py-3">
          <Button onClick={() => form.change({ locations: [...locations, { name: "", address: "" }] })}>
            {text.addOffice}
          </Button>
        </div>
      </Panel>
    </SectionForm>
  );
}

/** Whether a ZIP code is inside, by the rule of the agent: the first digits decide, and no list means everywhere. */
function TryZip({ zips }: { zips: string[] }) {
  const text = useAgentText().area;
  const [zip, setZip] = useState("");
  const isInside = zips.length === 0 || zips.some((area) => zip.startsWith(area));
  return (
    <div className="grid gap-1.5">
      <TextField
        label={text.try}
        inputMode="numeric"
        maxLength={5}
        value={zip}
        className="max-w-32"
        onChange={(event) => setZip(event.target.value.replace(/\D/g, ""))}
      />
      <p role="status" className={isInside ? "text-good" : "text-warn"}>
        {zip.length === 5 && (isInside ? text.inside(zip) : text.outside(zip))}
      </p>
    </div>
  );
}
