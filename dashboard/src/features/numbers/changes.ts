// The changes of the connection. After each, everything that depends on it is read again.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import {
  connectNumber,
  deleteOpenai,
  deleteTwilio,
  disconnectNumber,
  dropPreviousToken,
  reactivateTenant,
  setTestMode,
  storeOpenai,
} from "../../api/generated/sdk.gen";
import { useTenant } from "../../api/me";

const DEPENDENT = ["getTenant", "listNumbers", "getCredentials", "checkConnection"];

/** One change, and then a look at everything that it may have changed. */
function useChange<Input>(change: (tenant: string, input: Input) => Promise<unknown>) {
  const tenant = useTenant();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => change(tenant, input),
    onSettled: () =>
      client.invalidateQueries({
        predicate: ({ queryKey: [key] }) =>
          typeof key === "object" && key !== null && "_id" in key && DEPENDENT.includes(String(key._id)),
      }),
  });
}

export const useConnect = () =>
  useChange((tenant, number: string) =>
    connectNumber({ path: { tenant }, body: { phone_number: number }, throwOnError: true }),
  );

export const useDisconnect = () =>
  useChange((tenant, number: string) => disconnectNumber({ path: { tenant, number }, throwOnError: true }));

export const useForgetTwilio = () =>
  useChange((tenant, _: undefined) => deleteTwilio({ path: { tenant }, throwOnError: true }));

export const useDropPreviousToken = () =>
  useChange((tenant, _: undefined) => dropPreviousToken({ path: { tenant }, throwOnError: true }));

export const useStoreKey = () =>
  useChange((tenant, api_key: string) => storeOpenai({ path: { tenant }, body: { api_key }, throwOnError: true }));

export const useForgetKey = () =>
  useChange((tenant, _: undefined) => deleteOpenai({ path: { tenant }, throwOnError: true }));

export const useLive = () =>
  useChange((tenant, _: undefined) => setTestMode({ path: { tenant }, body: { on: false }, throwOnError: true }));

export const useReactivate = () =>
  useChange((tenant, _: undefined) => reactivateTenant({ path: { tenant }, throwOnError: true }));
