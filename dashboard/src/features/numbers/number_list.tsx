import { useQuery } from "@tanstack/react-query";
import { getVersionOptions, listNumbersOptions } from "../../api/generated/@tanstack/react-query.gen";
import type { Credentials, Tenant, Number as TwilioNumber } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import { asProblem } from "../../api/problem";
import { BuyNumber } from "../../forms/buy_number";
import { guessPlace } from "../../forms/place_guess";
import { useNumbersText } from "../../text/numbers";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { phone } from "../../ui/format";
import { Loaded } from "../../ui/loaded";
import { Panel } from "../../ui/page";
import { Empty, ProblemBanner } from "../../ui/states";
import { toast } from "../../ui/toast";
import { useConnect } from "./changes";

type Props = { company: Tenant; credentials: Credentials; onDisconnect: (number: string) => void };

/** The numbers of the account, and those that are connected and not in it any more. */
export function NumberList({ company, credentials, onDisconnect }: Props) {
  const text = useNumbersText();
  const tenant = useTenant();
  // Of a demonstration company, the credentials are not listed, and its numbers are.
  const mayHaveAccount = credentials.twilio != null || company.numbers.length > 0;
  const query = useQuery({ ...listNumbersOptions({ path: { tenant } }), enabled: mayHaveAccount });
  // Without credentials the API answers with a conflict. Then only the connected numbers are known.
  const hasNoAccount = !mayHaveAccount || (query.isError && asProblem(query.error).kind === "conflict");
  const lost = (items: TwilioNumber[]) =>
    company.numbers.filter((number) => !items.some((each) => each.phone_number === number));
  return (
    <Panel title={text.list}>
      <div id="numbers" className="scroll-mt-4">
        {hasNoAccount ? (
          <>
            <p className="px-4 py-3 text-quiet">{text.noAccount}</p>
            {company.numbers.length > 0 && (
              <ul className="divide-y divide-line border-t border-line">
                {company.numbers.map((number) => (
                  <Known key={number} number={number} onDisconnect={onDisconnect} />
                ))}
              </ul>
            )}
          </>
        ) : (
          <Loaded query={query}>
            {({ items }) => (
              <>
                {items.length + company.numbers.length === 0 ? (
                  <Empty icon="calls" title={text.noneInAccount} />
                ) : (
                  <ul className="divide-y divide-line">
                    {items.map((number) => (
                      <Row key={number.phone_number} number={number} onDisconnect={onDisconnect} />
                    ))}
                    {lost(items).map((number) => (
                      <Known key={number} number={number} isLost onDisconnect={onDisconnect} />
                    ))}
                  </ul>
                )}
                <Buy />
              </>
            )}
          </Loaded>
        )}
      </div>
    </Panel>
  );
}

function Buy() {
  const text = useNumbersText();
  const tenant = useTenant();
  const { data, isPending } = useQuery(getVersionOptions({ path: { tenant, version: "published" } }));
  return (
    <div className="border-t border-line px-4 py-3">
      <BuyNumber label={text.buy} guess={guessPlace(data?.configuration ?? {})} isDisabled={isPending} />
    </div>
  );
}

const ROW = "flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5 min-h-14";

function Row({ number, onDisconnect }: { number: TwilioNumber; onDisconnect: (number: string) => void }) {
  const text = useNumbersText();
  const connecting = useConnect();
  const { phone_number, friendly_name, connected, set, takes_calls } = number;
  const name = phone(phone_number);
  const connect = () => connecting.mutate(phone_number, { onSuccess: () => toast(text.done.connected(name)) });
  return (
    <li className={ROW}>
      <span className="grid min-w-0">
        <span className="font-medium tabular-nums">{name}</span>
        {friendly_name !== name && friendly_name !== phone_number && (
          <span className="text-quiet truncate">{friendly_name}</span>
        )}
      </span>
      {connected && (set ? <Badge tone="good">{text.connected}</Badge> : <Badge tone="bad">{text.notSet}</Badge>)}
      {!takes_calls && <Badge>{text.textsOnly}</Badge>}
      <span className="ml-auto flex gap-2">
        {takes_calls && !(connected && set) && (
          <Button look={connected ? "main" : "quiet"} isBusy={connecting.isPending} onClick={connect}>
            {text.connect}
            <span className="sr-only"> {name}</span>
          </Button>
        )}
        {connected && (
          <Button look="plain" onClick={() => onDisconnect(phone_number)}>
            {text.disconnect}
            <span className="sr-only"> {name}</span>
          </Button>
        )}
      </span>
      {connecting.error !== null && (
        <div className="w-full">
          <ProblemBanner error={connecting.error} />
        </div>
      )}
    </li>
  );
}

type KnownProps = { number: string; isLost?: boolean; onDisconnect: (number: string) => void };

/** A connected number of which Twilio says nothing. */
function Known({ number, isLost = false, onDisconnect }: KnownProps) {
  const text = useNumbersText();
  return (
    <li className={ROW}>
      <span className="font-medium tabular-nums">{phone(number)}</span>
      {isLost && <Badge tone="bad">{text.notHeld}</Badge>}
      <Button look="plain" className="ml-auto" onClick={() => onDisconnect(number)}>
        {text.disconnect}
        <span className="sr-only"> {phone(number)}</span>
      </Button>
    </li>
  );
}
