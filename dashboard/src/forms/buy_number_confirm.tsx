import { useMutation, useQueryClient } from "@tanstack/react-query";
import { checkConnectionQueryKey, listNumbersQueryKey } from "../api/generated/@tanstack/react-query.gen";
import { buyNumber, setTestMode } from "../api/generated/sdk.gen";
import { companyOptions, useTenant } from "../api/me";
import { asProblem } from "../api/problem";
import { useRequestKey } from "../api/request_key";
import { useBuyNumberText } from "../text/buy_number";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { phone } from "../ui/format";
import { Banner, ProblemBanner } from "../ui/states";
import { toast } from "../ui/toast";

type Props = {
  number: string;
  /** A month, in words; `undefined` if Twilio does not say. */
  price: string | undefined;
  isBeforeLaunch: boolean;
  onBack: () => void;
  onBought: (number: string) => void;
  onClose: () => void;
};

/** What the number costs, and the purchase. */
export function BuyNumberConfirm({ number, price, isBeforeLaunch, onBack, onBought, onClose }: Props) {
  const words = useBuyNumberText();
  const tenant = useTenant();
  const client = useQueryClient();
  const key = useRequestKey();
  const buying = useMutation({
    mutationFn: async () => {
      if (isBeforeLaunch) await setTestMode({ path: { tenant }, body: { on: true }, throwOnError: true });
      await buyNumber({
        path: { tenant },
        body: { phone_number: number, accepts_charges: true },
        headers: { "Idempotency-Key": key.current() },
        throwOnError: true,
      });
    },
    onSuccess: () => {
      toast(words.bought(phone(number)));
      onBought(number);
    },
    onSettled: (_, error) => {
      key.answered(error);
      for (const queryKey of [listNumbersQueryKey, checkConnectionQueryKey].map((each) => each({ path: { tenant } }))) {
        void client.invalidateQueries({ queryKey });
      }
      return client.invalidateQueries({ queryKey: companyOptions(tenant).queryKey });
    },
  });
  const problem = buying.error === null ? undefined : asProblem(buying.error);
  // Twilio, or the way to us, did not answer: the number may be bought.
  const isUnclear = problem && ["elsewhere", "offline", "unavailable"].includes(problem.kind);
  const isRefused = problem?.detail !== undefined && ["conflict", "too-many"].includes(problem.kind);
  return (
    <Dialog
      title={words.confirmTitle(phone(number))}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onBack} disabled={buying.isPending || isUnclear}>
            {words.back}
          </Button>
          <Button look="main" isBusy={buying.isPending} onClick={() => buying.mutate()}>
            {price === undefined ? words.buyUnknown : words.buy(price)}
          </Button>
        </>
      }
    >
      <div className="grid gap-3 text-pretty">
        <p>{price === undefined ? words.confirmUnknown : words.confirm(price)}</p>
        <p className="text-quiet">{isBeforeLaunch ? words.connectedAsTest : words.connected}</p>
        {isUnclear ? (
          <Banner tone="warn">{words.unclear}</Banner>
        ) : isRefused ? (
          <Banner tone="bad">{words.refused(problem.detail ?? "")}</Banner>
        ) : (
          problem && <ProblemBanner error={problem} />
        )}
      </div>
    </Dialog>
  );
}
