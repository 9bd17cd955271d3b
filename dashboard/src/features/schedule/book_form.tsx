import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { bookAppointment } from "../../api/generated/sdk.gen";
import type { Appointment, BookAppointment, Slot } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { asProblem } from "../../api/problem";
import { usePublished } from "../../api/published";
import { useRequestKey } from "../../api/request_key";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Select } from "../../ui/field";
import { money, phone, visitTime } from "../../ui/format";
import { useKept } from "../../ui/kept";
import { Panel } from "../../ui/page";
import { readPhone } from "../../ui/phone_number";
import { Banner, ProblemBanner } from "../../ui/states";
import { TextArea, TextField } from "../../ui/text_field";
import { toast } from "../../ui/toast";
import { type BookFields, EMPTY, missingOf, problemsOf } from "./book_fields";
import { dayOf, todayIn } from "./days";
import { useFieldErrors } from "./field_errors";
import { KnownCustomer } from "./known_customer";
import { useRefreshVisits } from "./visit_changes";
import { slotOn, WindowChoice } from "./window_choice";

type Props = { slot: string | undefined; number: string | undefined; onBooked: (visit: Appointment) => void };

/** The form of a visit. What is typed stays in this tab until the visit is booked. */
export function BookForm({ slot, number, onBooked }: Props) {
  const { schedule: text, common } = useText();
  const words = text.form;
  const published = usePublished();
  const today = todayIn(published?.time_zone);
  const [kept, keep] = useKept<BookFields>("book");
  const start = { ...EMPTY, slot, callback: number ? phone(readPhone(number) ?? number) : "" };
  const fields = kept ?? start;
  const [day, setDay] = useState(fields.slot ? dayOf({ id: fields.slot }) : today);
  const { form, errors, show, clear } = useFieldErrors();
  const set = (changed: Partial<BookFields>) => keep({ ...fields, ...changed });
  const book = useBook();
  const isFull = book.error !== null && asProblem(book.error).kind === "conflict";
  const rest = problemsOf(book.error).rest;
  const text300 = (field: keyof BookFields) => ({
    value: fields[field] ?? "",
    onChange: (event: { target: { value: string } }) => {
      set({ [field]: event.target.value });
      clear(field);
    },
    error: errors[field],
  });
  const save = () => {
    const missing = missingOf({ ...fields, slot: slotOn(fields.slot, day) }, words);
    show(missing.errors);
    if (!missing.body) return;
    book.mutate(missing.body, {
      onSuccess: ({ data }) => {
        keep(undefined);
        toast(words.done(visitTime(data.slot)));
        onBooked(data);
      },
      onError: (error) => show(problemsOf(error).errors),
    });
  };
  return (
    <form
      ref={form}
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {isFull && <Banner tone="bad">{text.move.full}</Banner>}
      {book.error && !isFull && (rest.length > 0 || asProblem(book.error).fields.length === 0) && (
        <ProblemBanner error={book.error} />
      )}
      {rest.map((message) => (
        <p key={message} className="text-bad">
          {message}
        </p>
      ))}
      <Panel title={words.when} className="[&>div]:p-4">
        <div>
          <WindowChoice
            day={day}
            onDay={setDay}
            slot={slotOn(fields.slot, day)}
            onSlot={(chosen: Slot) => {
              set({ slot: chosen.id });
              clear("slot");
            }}
            earliest={today}
            error={errors.slot}
          />
        </div>
      </Panel>
      <Panel title={words.who}>
        <div className="grid gap-4 p-4">
          <TextField
            label={words.number}
            help={words.numberHelp}
            type="tel"
            autoComplete="off"
            {...text300("callback")}
          />
          <KnownCustomer number={readPhone(fields.callback)} onUse={(known) => set(known)} fields={fields} />
          <TextField label={words.name} maxLength={80} autoComplete="off" {...text300("name")} />
          <TextField label={words.street} maxLength={160} autoComplete="off" {...text300("street")} />
          <div className="grid grid-cols-[1fr_8rem] items-start gap-4">
            <TextField
              label={words.city}
              isOptional={common.optional}
              maxLength={60}
              autoComplete="off"
              {...text300("city")}
            />
            <TextField label={words.zip} inputMode="numeric" maxLength={5} autoComplete="off" {...text300("zip")} />
          </div>
        </div>
      </Panel>
      <Panel title={words.job}>
        <div className="grid gap-4 p-4">
          <Select label={words.job} {...text300("job_type")}>
            <option value="" />
            {published?.job_types.map((type) => (
              <option key={type.id} value={type.id}>
                {type.name} ({money(type.fee_micro_usd)})
              </option>
            ))}
          </Select>
          <TextArea label={words.problem} rows={3} maxLength={500} {...text300("problem")} />
          <TextArea
            label={words.access}
            help={text.visit.accessHelp}
            isOptional={common.optional}
            rows={2}
            maxLength={300}
            {...text300("access_notes")}
          />
        </div>
      </Panel>
      <div className="flex max-md:flex-col-reverse md:justify-end gap-2">
        {kept && (
          <Button
            look="plain"
            onClick={() => {
              keep(undefined);
              show({});
              book.reset();
            }}
          >
            {words.discard}
          </Button>
        )}
        <Button type="submit" look="main" isBusy={book.isPending} onClick={() => {}}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}

function useBook() {
  const tenant = useTenant();
  const refresh = useRefreshVisits();
  const key = useRequestKey();
  return useMutation({
    mutationFn: (body: BookAppointment) =>
      bookAppointment({
        path: { tenant },
        headers: { "Idempotency-Key": key.current() },
        body,
        throwOnError: true,
      }),
    onSettled: (_, error) => {
      key.answered(error);
      return refresh();
    },
  });
}
