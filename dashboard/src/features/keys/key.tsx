import { useState } from "react";
import type { ApiKey, NewApiKey } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Confirm } from "../../ui/confirm";
import { Dialog } from "../../ui/dialog";
import { DialogActions } from "../../ui/dialog_actions";
import { Select } from "../../ui/field";
import { date, fullMoment, moment } from "../../ui/format";
import { Fact } from "../../ui/page";
import { ProblemBanner } from "../../ui/states";
import { toast } from "../../ui/toast";
import { useRevokeKey, useRotateKey } from "./changes";
import { NewKey } from "./new_key";

type Props = { apiKey: ApiKey | undefined; onClose: () => void };
type Step = "facts" | "rotate" | NewApiKey;

/** One key: what it may do and since when, and the ways to replace or revoke it. */
export function KeyDialog({ apiKey, onClose }: Props) {
  const text = useText().keys;
  const [step, setStep] = useState<Step>("facts");
  const [isRevoking, setIsRevoking] = useState(false);
  const close = () => {
    setStep("facts");
    onClose();
  };
  const name = apiKey?.name ?? "";
  const made = typeof step === "object" ? step : undefined;
  const title = made ? text.shown.title(name) : step === "rotate" ? text.rotate.title(name) : name;
  return (
    <>
      <Dialog title={title} isOpen={apiKey !== undefined} onClose={close}>
        {made && <NewKey made={made} onDone={close} />}
        {apiKey && step === "rotate" && (
          <RotateForm apiKey={apiKey} onMade={setStep} onCancel={() => setStep("facts")} />
        )}
        {apiKey && step === "facts" && (
          <>
            <KeyFacts apiKey={apiKey} />
            {apiKey.state !== "revoked" && (
              <DialogActions>
                <Button look="wary" className="md:mr-auto md:-ml-3.5" onClick={() => setIsRevoking(true)}>
                  {text.one.revoke}
                </Button>
                <Button onClick={() => setStep("rotate")}>{text.one.rotate}</Button>
              </DialogActions>
            )}
          </>
        )}
      </Dialog>
      {apiKey && (
        <RevokeDialog apiKey={apiKey} isOpen={isRevoking} onClose={() => setIsRevoking(false)} onRevoked={close} />
      )}
    </>
  );
}

function KeyFacts({ apiKey }: { apiKey: ApiKey }) {
  const text = useText().keys;
  const words = text.one;
  const { previous } = apiKey;
  return (
    <div className="grid gap-3">
      <dl className="-mx-4 -my-2">
        <Fact name={text.shown.label}>
          <span className="font-mono">{text.ending(apiKey.last_four)}</span>
        </Fact>
        <Fact name={words.created}>{date(apiKey.created_at)}</Fact>
        <Fact name={words.lastUsed}>{apiKey.last_used_at ? moment(apiKey.last_used_at) : words.never}</Fact>
        {apiKey.revoked_at ? (
          <Fact name={words.revoked}>{moment(apiKey.revoked_at)}</Fact>
        ) : (
          <Fact name={words.expires}>{apiKey.expires_at ? date(apiKey.expires_at) : text.noEnd}</Fact>
        )}
        {apiKey.rotated_at && <Fact name={words.rotated}>{moment(apiKey.rotated_at)}</Fact>}
        {previous && (
          <Fact name={words.previous(previous.last_four)}>
            <span title={fullMoment(previous.expires_at)}>{words.previousUntil(moment(previous.expires_at))}</span>
          </Fact>
        )}
        {apiKey.allowed_addresses && (
          <Fact name={words.addresses}>
            <span className="font-mono">{apiKey.allowed_addresses.join(", ")}</span>
          </Fact>
        )}
      </dl>
      <div className="grid gap-1">
        <h3 className="font-medium">{words.scopes}</h3>
        <ul className="list-disc pl-5 text-quiet">
          {apiKey.scopes.map((scope) => (
            <li key={scope}>{text.scopes[scope]}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}

const OVERLAPS = [86_400, 604_800, 3_600, 0] as const;

type RotateProps = { apiKey: ApiKey; onMade: (made: NewApiKey) => void; onCancel: () => void };

function RotateForm({ apiKey, onMade, onCancel }: RotateProps) {
  const text = useText();
  const words = text.keys.rotate;
  const rotate = useRotateKey(apiKey.key_id);
  const [overlap, setOverlap] = useState<number>(OVERLAPS[0]);
  return (
    <div className="grid gap-4">
      <p className="text-pretty">{words.what}</p>
      {rotate.error !== null && <ProblemBanner error={rotate.error} />}
      <Select label={words.overlap} value={overlap} onChange={(event) => setOverlap(Number(event.target.value))}>
        {OVERLAPS.map((seconds) => (
          <option key={seconds} value={seconds}>
            {words.overlaps[seconds]}
          </option>
        ))}
      </Select>
      <DialogActions>
        <Button onClick={onCancel}>{text.common.cancel}</Button>
        <Button
          look="main"
          isBusy={rotate.isPending}
          onClick={() => rotate.mutate({ overlap_seconds: overlap }, { onSuccess: onMade })}
        >
          {words.action}
        </Button>
      </DialogActions>
    </div>
  );
}

type RevokeProps = { apiKey: ApiKey; isOpen: boolean; onClose: () => void; onRevoked: () => void };

function RevokeDialog({ apiKey, isOpen, onClose, onRevoked }: RevokeProps) {
  const text = useText().keys.revoke;
  const revoke = useRevokeKey(apiKey.key_id);
  const close = () => {
    revoke.reset();
    onClose();
  };
  const confirm = () =>
    revoke.mutate(undefined, {
      onSuccess: () => {
        toast(text.done(apiKey.name));
        close();
        onRevoked();
      },
    });
  return (
    <Confirm
      title={text.title(apiKey.name)}
      isOpen={isOpen}
      onClose={close}
      action={text.action}
      isBusy={revoke.isPending}
      error={revoke.error}
      onConfirm={confirm}
    >
      <p>{text.what}</p>
    </Confirm>
  );
}
