// A test call by voice, of a screen: it ends when the screen goes away.

import { useEffect, useRef, useState } from "react";
import { beginVoiceTestCall } from "../api/generated/sdk.gen";
import type { WhichVersion } from "../api/generated/types.gen";
import { useTenant } from "../api/me";
import { useRequestKey } from "../api/request_key";
import { startVoiceCall, type VoiceCall, type VoiceState } from "./voice_call";

export function useVoiceTestCall(version: WhichVersion) {
  const tenant = useTenant();
  const key = useRequestKey();
  const [state, setState] = useState<VoiceState>({ at: "idle" });
  const call = useRef<VoiceCall>(undefined);
  useEffect(() => () => call.current?.leave(), []);

  const begin = async () => {
    try {
      const headers = { "Idempotency-Key": key.current() };
      const { data } = await beginVoiceTestCall({ path: { tenant }, headers, body: { version }, throwOnError: true });
      key.answered(null);
      return data;
    } catch (error) {
      key.answered(error);
      throw error;
    }
  };
  const loadLine = async () => (await import("./twilio_line")).newLine;
  return {
    state,
    start: () => {
      call.current?.leave();
      call.current = startVoiceCall({ microphone, begin, loadLine, now: Date.now }, setState);
    },
    mute: (isMuted: boolean) => call.current?.mute(isMuted),
    press: (digit: string) => call.current?.press(digit),
    hangUp: () => call.current?.hangUp(),
  };
}

async function microphone(): Promise<MediaStream> {
  // An old browser, or a page without TLS.
  if (!navigator.mediaDevices || typeof RTCPeerConnection === "undefined") {
    throw new DOMException("no calls here", "NotSupportedError");
  }
  return navigator.mediaDevices.getUserMedia({ audio: true });
}
