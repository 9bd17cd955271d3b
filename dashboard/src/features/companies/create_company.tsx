import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import { createTenantMutation, listTenantsQueryKey } from "../../api/generated/@tanstack/react-query.gen";
import type { CreatedTenant } from "../../api/generated/types.gen";
import { asProblem } from "../../api/problem";
import { usePlatformText } from "../../text/platform";
import { useText } from "../../text/text";
import { Button, buttonClass } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Select } from "../../ui/field";
import { ProblemBanner } from "../../ui/states";
import { TextField } from "../../ui/text_field";
import { toast } from "../../ui/toast";
import { timeZones } from "./time_zones";

type Props = { isOpen: boolean; onClose: () => void };

/** Creates a company for its owner, and shows the owner's invitation once. */
export function CreateCompany({ isOpen, onClose }: Props) {
  const text = usePlatformText();
  const [created, setCreated] = useState<CreatedTenant>();
  const close = () => {
    setCreated(undefined);
    onClose();
  };
  return (
    <Dialog title={created ? text.created(created.tenant.name) : text.create} isOpen={isOpen} onClose={close}>
      {created ? <Created created={created} /> : <Form onCreated={setCreated} onCancel={close} />}
    </Dialog>
  );
}

function Form({ onCreated, onCancel }: { onCreated: (created: CreatedTenant) => void; onCancel: () => void }) {
  const text = usePlatformText();
  const { common, server } = useText();
  const queries = useQueryClient();
  const hint = useId();
  const key = useRef(crypto.randomUUID());
  const create = useMutation({
    ...createTenantMutation(),
    onSuccess: (created) => {
      onCreated(created);
      const [{ _id }] = listTenantsQueryKey();
      void queries.invalidateQueries({ predicate: ({ queryKey: [of] }) => (of as { _id?: string })._id === _id });
    },
    onError: (error) => {
      // Without an answer it may exist: a repetition is the same request. A corrected request is another one.
      if (!["offline", "unavailable"].includes(asProblem(error).kind)) key.current = crypto.randomUUID();
    },
  });
  const fields = create.error ? asProblem(create.error).fields : [];
  const errorOf = (field: string) => {
    const message = fields.find((each) => each.field === field)?.message;
    return message && server(message);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = (name: string) => String(form.get(name) ?? "").trim();
    create.mutate({
      headers: { "Idempotency-Key": key.current },
      body: {
        name: value("name"),
        time_zone: value("zone"),
        owner: { email: value("email"), ...(value("owner") && { name: value("owner") }) },
        ...(value("reference") && { reference: value("reference") }),
      },
    });
  };
  return (
    <form onSubmit={submit} aria-describedby={hint} className="grid gap-4 pb-2">
      <p id={hint} className="text-quiet">
        {text.createWhat}
      </p>
      {create.error && <ProblemBanner error={create.error} />}
      <TextField label={text.name} name="name" required maxLength={80} error={errorOf("/name")} autoComplete="off" />
      <TextField
        label={text.ownerEmail}
        name="email"
        type="email"
        required
        error={errorOf("/owner/email")}
        autoComplete="off"
      />
      <TextField
        label={text.ownerName}
        name="owner"
        maxLength={60}
        isOptional={common.optional}
        error={errorOf("/owner/name")}
        autoComplete="off"
      />
      <Select label={text.zone} name="zone" defaultValue="America/New_York" error={errorOf("/time_zone")}>
        {timeZones().map((zone) => (
          <option key={zone} value={zone}>
            {zone.replaceAll("_", " ")}
          </option>
        ))}
      </Select>
      <TextField
        label={text.reference}
        name="reference"
        maxLength={80}
        help={text.referenceHelp}
        isOptional={common.optional}
        error={errorOf("/reference")}
        autoComplete="off"
      />
      <div className="flex max-md:flex-col-reverse md:justify-end gap-2">
        <Button onClick={onCancel}>{common.cancel}</Button>
        <Button type="submit" look="main" isBusy={create.isPending}>
          {text.creating}
        </Button>
      </div>
    </form>
  );
}

function Created({ created }: { created: CreatedTenant }) {
  const text = usePlatformText();
  const link = created.invitation_code ? `${location.origin}/join#${created.invitation_code}` : undefined;
  const copy = async () => {
    if (!link) return;
    await navigator.clipboard.writeText(link);
    toast(text.copied);
  };
  return (
    <div className="grid gap-4 pb-2">
      {link && (
        <>
          <p>{text.invitation}</p>
          <p className="rounded-control bg-sunken px-3 py-2 font-mono text-xs break-all select-all">{link}</p>
        </>
      )}
      <div className="flex max-md:flex-col md:justify-end gap-2">
        {link && <Button onClick={() => void copy()}>{text.copy}</Button>}
        <a href={`/companies/${created.tenant.tenant_id}`} className={buttonClass("main")}>
          {text.enter}
        </a>
      </div>
    </div>
  );
}
