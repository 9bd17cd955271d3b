import { type FormEvent, useState } from "react";
import type {
  Channel,
  NotificationChannels,
  NotificationKind,
  Notifications,
  QuietHours,
} from "../../api/generated/types.gen";
import { useMay } from "../../api/me";
import { isWrong } from "../../api/wrong_field";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Switch } from "../../ui/field";
import { phone } from "../../ui/format";
import { Panel } from "../../ui/page";
import { readPhone } from "../../ui/phone_number";
import { Banner, ProblemBanner } from "../../ui/states";
import { TextField } from "../../ui/text_field";
import { toast } from "../../ui/toast";
import { ChannelChoice } from "./channel_choice";
import { KINDS, useSave } from "./settings";

const NIGHT: QuietHours = { from: "21:00", until: "07:00" };

type Props = { settings: Notifications; person: string | undefined };

/** How one person hears of what. Quiet hours hold everything but emergencies. */
export function NotificationsForm({ settings, person }: Props) {
  const text = useText();
  const words = text.notifications;
  const may = useMay();
  const save = useSave(person);
  const [channels, setChannels] = useState<NotificationChannels>(settings.channels);
  const [mobile, setMobile] = useState(settings.mobile ? phone(settings.mobile) : "");
  const [quiet, setQuiet] = useState<QuietHours | null>(settings.quiet_hours ?? null);
  const kinds = (Object.keys(KINDS) as NotificationKind[]).filter((kind) => person !== undefined || may(KINDS[kind]));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const number = mobile.trim() === "" ? null : (readPhone(mobile) ?? mobile);
    save.mutate({ channels, mobile: number, quiet_hours: quiet }, { onSuccess: () => toast(words.saved) });
  };
  const wrongMobile = isWrong(save.error, "/mobile");
  const wrongQuiet = isWrong(save.error, "/quiet_hours");
  const refused = kinds.filter((kind) => save.data && save.data.channels[kind] !== channels[kind]);
  return (
    <form onSubmit={submit} noValidate className="grid gap-4 md:gap-5">
      <Panel title={words.what}>
        <div className="divide-y divide-line">
          {kinds.map((kind) => (
            <ChannelChoice
              key={kind}
              kind={kind}
              channel={channels[kind] ?? "none"}
              onChange={(channel: Channel) => setChannels({ ...channels, [kind]: channel })}
            />
          ))}
        </div>
      </Panel>
      <Panel title={words.where}>
        <div className="grid gap-4 px-4 py-4">
          <p>
            <span className="block font-medium">{words.email}</span>
            <span className="text-quiet break-all">{settings.email}</span>
          </p>
          <TextField
            label={words.mobile}
            help={words.mobileHelp}
            error={wrongMobile ? (mobile.trim() ? words.wrongMobile : words.neededMobile) : undefined}
            type="tel"
            autoComplete="tel"
            value={mobile}
            onChange={(event) => setMobile(event.target.value)}
            className="md:max-w-64"
          />
        </div>
      </Panel>
      <Panel title={words.quiet}>
        <div className="grid gap-3 px-4 py-3">
          <Switch
            label={words.quietSwitch}
            help={words.quietHelp}
            isOn={quiet !== null}
            onChange={(isOn) => setQuiet(isOn ? (settings.quiet_hours ?? NIGHT) : null)}
          />
          {quiet && <QuietTimes quiet={quiet} isWrong={wrongQuiet} onChange={setQuiet} />}
        </div>
      </Panel>
      {save.error !== null && !wrongMobile && !wrongQuiet && <ProblemBanner error={save.error} />}
      {refused.length > 0 && (
        <Banner tone="warn">{words.refused(refused.map((kind) => words.kinds[kind].title).join(", "))}</Banner>
      )}
      <Button
        type="submit"
        look="main"
        isBusy={save.isPending}
        className="max-md:sticky max-md:bottom-18 md:justify-self-start"
      >
        {text.common.save}
      </Button>
    </form>
  );
}

type QuietProps = { quiet: QuietHours; isWrong: boolean; onChange: (quiet: QuietHours) => void };

function QuietTimes({ quiet, isWrong, onChange }: QuietProps) {
  const text = useText().notifications;
  return (
    <div className="grid grid-cols-2 gap-4 md:max-w-80 pb-1">
      <TextField
        label={text.from}
        error={isWrong ? text.wrongQuiet : undefined}
        type="time"
        required
        value={quiet.from.slice(0, 5)}
        onChange={(event) => event.target.value && onChange({ ...quiet, from: event.target.value })}
      />
      <TextField
        label={text.until}
        type="time"
        required
        value={quiet.until.slice(0, 5)}
        onChange={(event) => event.target.value && onChange({ ...quiet, until: event.target.value })}
      />
    </div>
  );
}
