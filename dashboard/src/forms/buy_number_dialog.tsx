import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { searchNumbersOptions } from "../api/generated/@tanstack/react-query.gen";
import type { AvailableNumber, AvailableNumbers } from "../api/generated/types.gen";
import { useTenant } from "../api/me";
import { useBuyNumberText } from "../text/buy_number";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Select } from "../ui/field";
import { money, phone } from "../ui/format";
import { Loaded } from "../ui/loaded";
import { Empty } from "../ui/states";
import { TextField } from "../ui/text_field";
import { BuyNumberConfirm } from "./buy_number_confirm";
import { Radio } from "./choice";
import type { PlaceGuess } from "./place_guess";

type Props = {
  guess: PlaceGuess;
  isBeforeLaunch?: boolean;
  onBought?: (number: string) => void;
  onClose: () => void;
};

type Search = { country: "US" | "CA"; kind: "local" | "toll_free"; areaCode: string; zip: string; digits: string };

const hasZip = ({ country, kind }: Search) => country === "US" && kind === "local";

/** What is typed wrong; the API would refuse it. */
function wrongOf(search: Search): ("areaCode" | "zip" | "digits")[] {
  const { areaCode, zip, digits } = search;
  return [
    ...(areaCode === "" || /^[2-9]\d{2}$/.test(areaCode) ? [] : (["areaCode"] as const)),
    ...(zip === "" || !hasZip(search) || /^\d{5}$/.test(zip) ? [] : (["zip"] as const)),
    ...(digits === "" || /^\d{2,10}$/.test(digits) ? [] : (["digits"] as const)),
  ];
}

function queryOf(search: Search) {
  const { country, kind, areaCode, zip, digits } = search;
  return {
    country,
    number_type: kind,
    ...(areaCode && { area_code: areaCode }),
    ...(zip && hasZip(search) && { zip }),
    ...(digits && { digits }),
  };
}

/** The numbers for sale, one of which is chosen, and then bought with consent. It may stand inside a form. */
export function BuyNumberDialog({ guess, isBeforeLaunch = false, onBought, onClose }: Props) {
  const words = useBuyNumberText();
  const tenant = useTenant();
  const [typed, setTyped] = useState<Search>({ country: "US", kind: "local", digits: "", ...guess });
  const [search, setSearch] = useState(typed);
  const [chosen, setChosen] = useState("");
  const [isConfirming, setIsConfirming] = useState(false);
  const found = useQuery({
    ...searchNumbersOptions({ path: { tenant }, query: queryOf(search) }),
    // Numbers are sold all the time.
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
  const start = (next: Search) => {
    setChosen("");
    if (wrongOf(next).length === 0) setSearch(next);
  };
  const price = found.data?.monthly_price_micro_usd;
  if (isConfirming && chosen) {
    return (
      <BuyNumberConfirm
        number={chosen}
        price={price == null ? undefined : money(price)}
        isBeforeLaunch={isBeforeLaunch}
        onBack={() => {
          setIsConfirming(false);
          setChosen("");
          void found.refetch();
        }}
        onBought={(number) => {
          onBought?.(number);
          onClose();
        }}
        onClose={onClose}
      />
    );
  }
  return (
    <Dialog
      title={words.title}
      isOpen
      onClose={onClose}
      actions={
        <Button look="main" disabled={chosen === ""} onClick={() => setIsConfirming(true)}>
          {words.next}
        </Button>
      }
    >
      <div className="grid gap-4">
        <p className="text-quiet text-pretty">{words.lead}</p>
        <SearchFields typed={typed} onType={setTyped} onSearch={start} />
        <Loaded query={found}>
          {(found) =>
            found.items.length === 0 ? (
              <Empty icon="search" title={words.none}>
                {words.noneWhat}
              </Empty>
            ) : (
              <Found found={found} chosen={chosen} onChoose={setChosen} />
            )
          }
        </Loaded>
      </div>
    </Dialog>
  );
}

type FieldsProps = { typed: Search; onType: (typed: Search) => void; onSearch: (typed: Search) => void };

function SearchFields({ typed, onType, onSearch }: FieldsProps) {
  const words = useBuyNumberText();
  const [wrong, setWrong] = useState<string[]>([]);
  const search = () => {
    setWrong(wrongOf(typed));
    onSearch(typed);
  };
  const field = (name: "areaCode" | "zip" | "digits") => ({
    label: words[name],
    inputMode: "numeric" as const,
    autoComplete: "off",
    value: typed[name],
    error: wrong.includes(name) ? words.wrong[name] : undefined,
    onChange: (event: { target: HTMLInputElement }) => onType({ ...typed, [name]: event.target.value.trim() }),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter") return;
      // A form around the dialog must not be sent.
      event.preventDefault();
      search();
    },
  });
  const choose = (change: Partial<Search>) => {
    const next = { ...typed, ...change, areaCode: "" };
    onType(next);
    onSearch(next);
  };
  return (
    <search className="grid grid-cols-2 items-start gap-3">
      <Select
        label={words.kind}
        value={typed.kind}
        onChange={(event) => choose({ kind: event.target.value as Search["kind"] })}
      >
        <option value="local">{words.kinds.local}</option>
        <option value="toll_free">{words.kinds.toll_free}</option>
      </Select>
      <Select
        label={words.country}
        value={typed.country}
        onChange={(event) => choose({ country: event.target.value as Search["country"] })}
      >
        <option value="US">{words.countries.US}</option>
        <option value="CA">{words.countries.CA}</option>
      </Select>
      <TextField {...field("areaCode")} maxLength={3} />
      {hasZip(typed) && <TextField {...field("zip")} maxLength={5} />}
      <TextField {...field("digits")} maxLength={10} />
      <div className="self-end">
        <Button onClick={search}>{words.search}</Button>
      </div>
    </search>
  );
}

type FoundProps = { found: AvailableNumbers; chosen: string; onChoose: (number: string) => void };

function Found({ found, chosen, onChoose }: FoundProps) {
  const words = useBuyNumberText();
  const price = found.monthly_price_micro_usd;
  return (
    <div className="grid gap-2">
      <p className="text-quiet text-pretty">{price == null ? words.eachUnknown : words.each(money(price))}</p>
      <fieldset className="max-h-56 overflow-y-auto">
        <legend className="sr-only">{words.found}</legend>
        {found.items.map(({ phone_number, place, takes_texts }: AvailableNumber) => (
          <Radio
            key={phone_number}
            name="number-for-sale"
            label={<span className="font-medium tabular-nums">{phone(phone_number)}</span>}
            help={place ?? words.noPlace}
            beside={<Badge>{takes_texts ? words.texts : words.callsOnly}</Badge>}
            value={phone_number}
            checked={chosen === phone_number}
            onChange={() => onChoose(phone_number)}
          />
        ))}
      </fieldset>
    </div>
  );
}
