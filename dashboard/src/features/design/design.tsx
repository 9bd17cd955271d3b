import { useState } from "react";
import { Badge, type Tone } from "../../ui/badge";
import { Button, type ButtonLook, IconButton } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Select, Switch } from "../../ui/field";
import { Icon } from "../../ui/icon";
import { Page, Panel } from "../../ui/page";
import { TextArea, TextField } from "../../ui/text_field";
import { Toasts, toast } from "../../ui/toast";
import { Data, Problems, Waiting } from "./shown";

const LOOKS: ButtonLook[] = ["main", "quiet", "plain", "danger"];
const TONES: Tone[] = ["plain", "accent", "good", "warn", "bad"];
const COLOURS = [
  "page",
  "panel",
  "sunken",
  "line",
  "edge",
  "quiet",
  "ink",
  "accent",
  "accent-soft",
  "good",
  "warn",
  "bad",
];

/** Every component in every state, for those who build screens. It is served in development only, in English only. */
export function Design() {
  return (
    <main>
      <Page title="Design">
        <div className="grid lg:grid-cols-2 items-start gap-5">
          <Colours />
          <Buttons />
          <Fields />
          <Data />
          <Problems />
          <Waiting />
        </div>
      </Page>
      <Toasts />
    </main>
  );
}

function Colours() {
  return (
    <Panel title="Colours">
      <ul className="grid grid-cols-4 gap-3 p-4">
        {COLOURS.map((name) => (
          <li key={name} className="grid gap-1 text-xs">
            <span className="h-10 rounded-control border border-line" style={{ background: `var(--color-${name})` }} />
            {name}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Buttons() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Panel title="Buttons, badges, dialog, toast">
      <div className="grid gap-4 p-4">
        <div className="flex flex-wrap gap-2">
          {LOOKS.map((look) => (
            <Button key={look} look={look}>
              {look}
            </Button>
          ))}
          <Button look="main" isBusy>
            busy
          </Button>
          <Button disabled>disabled</Button>
          <IconButton label="Settings">
            <Icon name="settings" />
          </IconButton>
        </div>
        <div className="flex flex-wrap gap-2">
          {TONES.map((tone) => (
            <Badge key={tone} tone={tone}>
              {tone}
            </Badge>
          ))}
        </div>
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setIsOpen(true)}>Open a dialog</Button>
          <Button onClick={() => toast("Saved.")}>Show a toast</Button>
        </div>
        <Dialog
          title="Disconnect this number?"
          isOpen={isOpen}
          onClose={() => setIsOpen(false)}
          actions={
            <>
              <Button onClick={() => setIsOpen(false)}>Keep it</Button>
              <Button look="danger" onClick={() => setIsOpen(false)}>
                Disconnect
              </Button>
            </>
          }
        >
          <p>Calls to it go to your forwarding number.</p>
        </Dialog>
      </div>
    </Panel>
  );
}

function Fields() {
  const [isOn, setIsOn] = useState(true);
  return (
    <Panel title="Fields">
      <form className="grid gap-4 p-4" onSubmit={(event) => event.preventDefault()}>
        <TextField label="Company" defaultValue="Acme Heating & Air" help="As callers hear it." />
        <TextField label="Forwarding number" defaultValue="555-0188" error="Write it with its area code." />
        <TextField label="Website" isOptional="optional" placeholder="acme.example" />
        <TextField label="Locked" defaultValue="America/Chicago" disabled />
        <Select label="Voice" defaultValue="nova">
          <option value="nova">Nova</option>
          <option value="onyx">Onyx</option>
        </Select>
        <TextArea label="Greeting" defaultValue="Thank you for calling." />
        <Switch label="Test mode" help="No technician is paged." isOn={isOn} onChange={setIsOn} />
      </form>
    </Panel>
  );
}
