import type { TenantStatus } from "../../api/generated/types.gen";
import type { Tone } from "../../ui/badge";

export const TONES: Record<TenantStatus, Tone> = {
  active: "good",
  trial: "accent",
  inactive: "warn",
  suspended: "bad",
};
