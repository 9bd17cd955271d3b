// One test call by voice, from the microphone to its end. What it uses of the browser, the API and Twilio comes from outside.

import type { VoiceTestCall } from "../api/generated/types.gen";

/** Why there is no call. `code` is Twilio's. */
export type Failure =
  | { why: "denied" | "absent" | "busy" | "unsupported" }
  | { why: "expired" | "unreachable" | "twilio"; code?: number | undefined }
  | { why: "refused"; error: unknown };

export type VoiceState =
  | { at: "idle" | "microphone" | "connecting" }
  /** `since` is in milliseconds. */
  | { at: "talking"; since: number; isMuted: boolean; isReconnecting: boolean }
  /** `testCall` is missing if the call did not connect. */
  | { at: "ended"; testCall?: string | undefined }
  | { at: "failed"; failure: Failure; testCall?: string | undefined };

/** What is used of a `Call` of Twilio's Voice SDK. */
export type LineCall = {
  on(event: string, listener: (error: { code?: number }) => void): unknown;
  mute(isMuted: boolean): void;
  sendDigits(digits: string): void;
};

/** What is used of a `Device` of Twilio's Voice SDK. */
export type Line = {
  on(event: "error", listener: (error: { code?: number }) => void): unknown;
  connect(): Promise<LineCall>;
  destroy(): void;
};

export type Ports = {
  microphone: () => Promise<Pick<MediaStream, "getTracks">>;
  begin: () => Promise<VoiceTestCall>;
  loadLine: () => Promise<(token: string) => Line>;
  now: () => number;
};

export type VoiceCall = {
  mute: (isMuted: boolean) => void;
  press: (key: string) => void;
  hangUp: () => void;
  /** Ends the call without a word: its screen is gone. */
  leave: () => void;
};

/** The SDK tries to reach Twilio again and again. */
export const CONNECT_MS = 20_000;

const EXPIRED = [20104, 31205];
const UNREACHABLE = [31000, 31003, 31005, 31009, 53000, 53001, 53405];
const MICROPHONE: Record<string, Failure["why"]> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "absent",
  OverconstrainedError: "absent",
  NotReadableError: "busy",
  AbortError: "busy",
};

function microphoneFailure(error: unknown): Failure {
  const why = error instanceof Error ? MICROPHONE[error.name] : undefined;
  return why === "denied" || why === "absent" || why === "busy" ? { why } : { why: "unsupported" };
}

function refusal(error: unknown): Failure {
  return { why: "refused", error };
}

function twilioFailure(error: unknown): Failure {
  const code = typeof error === "object" && error && "code" in error ? Number(error.code) || undefined : undefined;
  if (code === 31401) return { why: "denied" };
  if (code === 31402) return { why: "busy" };
  const isOf = (codes: number[]) => code !== undefined && codes.includes(code);
  return { why: isOf(EXPIRED) ? "expired" : isOf(UNREACHABLE) ? "unreachable" : "twilio", code };
}

/** Begins a call, and shows each of its states. */
export function startVoiceCall(ports: Ports, show: (state: VoiceState) => void): VoiceCall {
  let state: VoiceState = { at: "idle" };
  let isOver = false;
  let stream: Pick<MediaStream, "getTracks"> | undefined;
  let line: Line | undefined;
  let call: LineCall | undefined;
  let testCall: string | undefined;
  let patience: ReturnType<typeof setTimeout> | undefined;
  let trouble: Failure | undefined;

  const to = (next: VoiceState) => {
    state = next;
    show(next);
  };
  const closeMicrophone = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
  };
  const release = () => {
    isOver = true;
    clearTimeout(patience);
    closeMicrophone();
    // What it reports while it is destroyed is no news.
    const destroyed = line;
    line = undefined;
    destroyed?.destroy();
  };
  const end = (last: VoiceState) => {
    if (isOver) return;
    release();
    to(last);
  };
  const heard = () => (state.at === "talking" ? testCall : undefined);
  const fail = (failure: Failure) => end({ at: "failed", failure, testCall: heard() });
  const finish = () => (trouble ? fail(trouble) : end({ at: "ended", testCall: heard() }));
  const change = (changed: { isMuted?: boolean; isReconnecting?: boolean }) => {
    if (!isOver && state.at === "talking") to({ ...state, ...changed });
  };
  const answered = () => {
    if (isOver || state.at === "talking") return;
    clearTimeout(patience);
    // The SDK holds the microphone from now on. Until then, some browsers would ask a second time.
    closeMicrophone();
    to({ at: "talking", since: ports.now(), isMuted: false, isReconnecting: false });
  };
  // In a call, the SDK tries to repair what is wrong, and says when it gives up.
  const failed = (error: unknown) => {
    if (state.at === "talking") trouble = twilioFailure(error);
    else fail(twilioFailure(error));
  };

  const run = async () => {
    let failureOf = microphoneFailure;
    try {
      to({ at: "microphone" });
      stream = await ports.microphone();
      if (isOver) return closeMicrophone();
      to({ at: "connecting" });
      failureOf = refusal;
      const [begun, newLine] = await Promise.all([ports.begin(), ports.loadLine()]);
      if (isOver) return;
      failureOf = twilioFailure;
      testCall = begun.test_call_id;
      patience = setTimeout(() => fail({ why: "unreachable" }), CONNECT_MS);
      line = newLine(begun.token);
      // In a call, the line's errors are about a next one, such as an expired token.
      line.on("error", (error) => {
        if (state.at !== "talking") failed(error);
      });
      call = await line.connect();
      call.on("accept", answered);
      call.on("error", failed);
      call.on("reconnecting", () => change({ isReconnecting: true }));
      call.on("reconnected", () => {
        trouble = undefined;
        change({ isReconnecting: false });
      });
      for (const event of ["disconnect", "cancel", "reject"]) call.on(event, finish);
    } catch (error) {
      fail(failureOf(error));
    }
  };
  void run();

  return {
    mute: (isMuted) => {
      if (state.at !== "talking") return;
      call?.mute(isMuted);
      change({ isMuted });
    },
    press: (key) => {
      if (state.at === "talking") call?.sendDigits(key);
    },
    hangUp: () => end(state.at === "talking" ? { at: "ended", testCall: heard() } : { at: "idle" }),
    leave: release,
  };
}
