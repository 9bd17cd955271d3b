import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { checkConnectionOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { Check as CheckOfPart, Finding } from "../../api/generated/types.gen";
import { useMay, useTenant } from "../../api/me";
import { type NumbersText, useNumbersText } from "../../text/numbers";
import { Badge, type Tone } from "../../ui/badge";
import { Button, buttonClass } from "../../ui/button";
import { phone } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { Panel } from "../../ui/page";
import { ProblemBanner } from "../../ui/states";
import { toast } from "../../ui/toast";
import { useConnect, useLive, useReactivate } from "./changes";

const TONES: Record<string, Tone> = { right: "good", advice: "warn", wrong: "bad", not_reached: "plain" };

/** Every part of a call's way to the agent, and what to do about each that does not work. */
export function Check({ onDisconnect }: { onDisconnect: (number: string) => void }) {
  const text = useNumbersText();
  const tenant = useTenant();
  const query = useQuery({ ...checkConnectionOptions({ path: { tenant } }), staleTime: 60_000 });
  const again = (
    <Button isBusy={query.isFetching} onClick={() => void query.refetch()}>
      {query.isFetching ? text.checking : text.checkAgain}
    </Button>
  );
  return (
    <Panel title={text.check} beside={again}>
      <Loaded query={query}>
        {({ works, checks }) => (
          <>
            <p role="status" className={`px-4 py-3 font-medium ${works ? "text-good" : "text-bad"}`}>
              {works ? text.works : text.broken}
            </p>
            <ul className="divide-y divide-line border-t border-line">
              {checks.map((check) => (
                <Part key={check.name} check={check} onDisconnect={onDisconnect} onAgain={() => void query.refetch()} />
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </Panel>
  );
}

type PartProps = { check: CheckOfPart; onDisconnect: (number: string) => void; onAgain: () => void };

function Part({ check, onDisconnect, onAgain }: PartProps) {
  const text = useNumbersText();
  return (
    <li className="grid gap-2 px-4 py-2.5">
      <div className="flex items-center justify-between gap-4">
        <span className="font-medium">{text.parts[check.name] ?? check.name}</span>
        <Badge tone={TONES[check.result] ?? "plain"}>{text.results[check.result] ?? check.result}</Badge>
      </div>
      {check.findings?.map((finding) => (
        <div key={finding.message} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <p className="text-quiet text-pretty max-w-xl">{words(text, finding)}</p>
          <Remedy finding={finding} onDisconnect={onDisconnect} onAgain={onAgain} />
        </div>
      ))}
    </li>
  );
}

/** What a finding says, with a number as people read it. A later API may know more findings. */
function words(text: NumbersText, { code, value, message }: Finding): string {
  const shown = value?.startsWith("+") ? phone(value) : (value ?? undefined);
  return text.findings[code]?.(shown) ?? message;
}

type RemedyProps = { finding: Finding; onDisconnect: (number: string) => void; onAgain: () => void };

/** The one thing to do about a finding, where there is one in the dashboard. */
function Remedy({ finding: { code, ...finding }, onDisconnect, onAgain }: RemedyProps) {
  const value = finding.value ?? "";
  const words = useNumbersText().remedies;
  switch (code) {
    case "test_mode":
      return <Live />;
    case "service_inactive":
      return <Reactivate />;
    case "number_not_set":
    case "texts_not_set":
      return <ConnectAgain number={value} />;
    case "number_not_held":
      return <Button onClick={() => onDisconnect(value)}>{words.disconnect(phone(value))}</Button>;
    case "no_number":
      return <ToPart id="numbers">{words.toNumbers}</ToPart>;
    case "no_twilio_credentials":
    case "secrets_malformed":
    case "twilio_credentials_malformed":
    case "auth_token_rejected":
    case "credentials_rejected":
    case "twilio_unknown":
      return <ToPart id="account">{words.toAccount}</ToPart>;
    case "no_model_key":
    case "model_key_rejected":
      return <ToPart id="key">{words.toKey}</ToPart>;
    case "no_forwarding_number":
    case "number_not_allowed":
    case "number_comes_back":
      return <ToAgent section="after-hours">{words.people}</ToAgent>;
    case "no_one_on_call":
      return <ToAgent section="on-call">{words.people}</ToAgent>;
    case "service_suspended":
      return null;
    default:
      return <Button onClick={onAgain}>{words.checkAgain}</Button>;
  }
}

function ToPart({ id, children }: { id: string; children: string }) {
  return (
    <a href={`#${id}`} className={buttonClass()}>
      {children}
    </a>
  );
}

function ToAgent({ section, children }: { section: string; children: string }) {
  return (
    <Link to="/agent/$section" params={{ section }} className={buttonClass()}>
      {children}
    </Link>
  );
}

function Live() {
  const words = useNumbersText().remedies;
  const may = useMay();
  const change = useLive();
  if (!may("manage_company")) return null;
  return <Act change={change} onAct={() => change.mutate(undefined)} words={words.liveNow} />;
}

function Reactivate() {
  const words = useNumbersText().remedies;
  const may = useMay();
  const change = useReactivate();
  if (!may("manage_company")) return null;
  return <Act change={change} onAct={() => change.mutate(undefined)} words={words.reactivate} />;
}

function ConnectAgain({ number }: { number: string }) {
  const text = useNumbersText();
  const change = useConnect();
  const connect = () => change.mutate(number, { onSuccess: () => toast(text.done.connected(phone(number))) });
  return <Act change={change} onAct={connect} words={text.remedies.connectAgain(phone(number))} />;
}

type ActProps = { change: { isPending: boolean; error: unknown }; onAct: () => void; words: string };

function Act({ change, onAct, words }: ActProps) {
  return (
    <>
      <Button isBusy={change.isPending} onClick={onAct}>
        {words}
      </Button>
      {change.error !== null && <ProblemBanner error={change.error} />}
    </>
  );
}
