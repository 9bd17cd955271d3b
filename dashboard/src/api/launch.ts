import type { Tenant } from "./generated/types.gen";

/**
 * Whether the company has gone live. Its first version is published when it is created, so that alone says nothing: a further
 * version, or a number that is answered outside of test mode, does.
 */
export function isLaunched({ published_version, numbers, test_mode }: Tenant): boolean {
  return published_version > 1 || (numbers.length > 0 && !test_mode);
}
