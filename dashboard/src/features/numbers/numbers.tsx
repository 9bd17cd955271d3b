import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getCredentialsOptions } from "../../api/generated/@tanstack/react-query.gen";
import { companyOptions, useMay, useTenant } from "../../api/me";
import { useNumbersText } from "../../text/numbers";
import { useText } from "../../text/text";
import { Confirm } from "../../ui/confirm";
import { phone } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { Page, Panel } from "../../ui/page";
import { Empty } from "../../ui/states";
import { toast } from "../../ui/toast";
import { ModelKey, TwilioAccount } from "./accounts";
import { useDisconnect } from "./changes";
import { Check } from "./check";
import { NumberList } from "./number_list";

/** The company's numbers, the accounts behind them, and whether calls reach the agent. */
export function Numbers() {
  const common = useText();
  const text = useNumbersText();
  const may = useMay();
  return (
    <Page title={text.title}>
      {may("manage_connection") ? (
        <Connection />
      ) : (
        <Panel>
          <Empty icon="lock" title={common.problems.forbidden.title}>
            {common.problems.forbidden.what}
          </Empty>
        </Panel>
      )}
    </Page>
  );
}

function Connection() {
  const text = useNumbersText();
  const tenant = useTenant();
  const company = useQuery(companyOptions(tenant));
  const credentials = useQuery(getCredentialsOptions({ path: { tenant } }));
  const [leaving, setLeaving] = useState<string>();
  const disconnecting = useDisconnect();
  const close = () => {
    disconnecting.reset();
    setLeaving(undefined);
  };
  const disconnect = (number: string) =>
    disconnecting.mutate(number, {
      onSuccess: () => {
        toast(text.done.disconnected(phone(number)));
        close();
      },
    });
  return (
    <div className="grid lg:grid-cols-2 items-start gap-4 md:gap-5">
      <Check onDisconnect={setLeaving} />
      <div className="grid gap-4 md:gap-5">
        <Loaded query={company}>
          {(company) => (
            <Loaded query={credentials}>
              {(credentials) => (
                <>
                  <NumberList company={company} credentials={credentials} onDisconnect={setLeaving} />
                  <TwilioAccount credentials={credentials} />
                  <ModelKey credentials={credentials} />
                </>
              )}
            </Loaded>
          )}
        </Loaded>
        <ByHand />
      </div>
      <Confirm
        title={text.disconnectTitle(phone(leaving ?? ""))}
        isOpen={leaving !== undefined}
        onClose={close}
        action={text.disconnect}
        isBusy={disconnecting.isPending}
        error={disconnecting.error}
        onConfirm={() => leaving && disconnect(leaving)}
      >
        <p>{text.disconnectWhat}</p>
      </Confirm>
    </div>
  );
}

const ADDRESSES = ["voice", "status", "message"] as const;

/** The addresses that a number has at Twilio, for those who set one by hand. This page comes from the same origin. */
function ByHand() {
  const text = useNumbersText();
  return (
    <Panel>
      <details>
        <summary className="flex items-center px-4 min-h-11 font-semibold cursor-pointer hover:bg-hover -outline-offset-2">
          {text.byHand}
        </summary>
        <div className="grid gap-3 px-4 pt-2 pb-4">
          <p className="text-quiet text-pretty">{text.byHandWhat}</p>
          <dl className="grid gap-2">
            {ADDRESSES.map((name) => (
              <div key={name} className="grid gap-0.5">
                <dt className="text-quiet">{text.addresses[name]}</dt>
                <dd>
                  <code className="font-mono text-[0.8125rem] break-all select-all">{`${location.origin}/twilio/${name}`}</code>
                </dd>
              </div>
            ))}
          </dl>
          <p className="text-quiet text-pretty">{text.byHandFallback}</p>
        </div>
      </details>
    </Panel>
  );
}
