import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiProblem } from "../api/problem";
import { CONNECT_MS, type Line, type LineCall, type Ports, startVoiceCall, type VoiceState } from "./voice_call";

type Listener = (error: { code?: number }) => void;

class Events {
  listeners: Record<string, Listener[]> = {};
  on(event: string, listener: Listener) {
    this.listeners[event] = [...(this.listeners[event] ?? []), listener];
  }
  emit(event: string, error: { code?: number } = {}) {
    for (const listener of this.listeners[event] ?? []) listener(error);
  }
}

class FakeCall extends Events implements LineCall {
  mute = vi.fn<(isMuted: boolean) => void>();
  sendDigits = vi.fn<(digits: string) => void>();
}

class FakeLine extends Events implements Line {
  call = new FakeCall();
  connect = vi.fn(async (): Promise<LineCall> => this.call);
  // As the SDK does, it ends its call.
  destroy = vi.fn(() => this.call.emit("disconnect"));
}

function bench(changed: Partial<Ports> = {}) {
  const line = new FakeLine();
  const track = { stop: vi.fn() };
  const shown: VoiceState[] = [];
  const newLine = vi.fn(() => line);
  const ports: Ports = {
    microphone: async () => ({ getTracks: () => [track as unknown as MediaStreamTrack] }),
    begin: async () => ({ test_call_id: "tst_1", token: "token", expires_at: "2026-11-23T16:10:00Z" }),
    loadLine: async () => newLine,
    now: () => 1_000,
    ...changed,
  };
  const start = async () => {
    const call = startVoiceCall(ports, (state) => shown.push(state));
    await vi.advanceTimersByTimeAsync(0);
    return call;
  };
  return { line, track, shown, newLine, start, last: () => shown.at(-1) };
}

/** A state in the call. */
const talking = { at: "talking", since: 1_000, isMuted: false, isReconnecting: false };
const named = (name: string) => Object.assign(new Error(name), { name });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("asks for the microphone, connects with the token, talks and hangs up", async () => {
  const { line, track, shown, newLine, start, last } = bench();
  const call = await start();
  expect(shown).toEqual([{ at: "microphone" }, { at: "connecting" }]);
  expect(newLine).toHaveBeenCalledWith("token");
  line.call.emit("accept");
  expect(last()).toEqual(talking);
  expect(track.stop).toHaveBeenCalledOnce();
  call.mute(true);
  expect(line.call.mute).toHaveBeenCalledWith(true);
  expect(last()).toEqual({ ...talking, isMuted: true });
  call.press("#");
  expect(line.call.sendDigits).toHaveBeenCalledWith("#");
  call.hangUp();
  expect(line.destroy).toHaveBeenCalledOnce();
  expect(last()).toEqual({ at: "ended", testCall: "tst_1" });
});

test("ends when the agent hangs up, and does not wait for an answer after that", async () => {
  const { line, start, last } = bench();
  await start();
  line.call.emit("accept");
  line.call.emit("disconnect");
  expect(last()).toEqual({ at: "ended", testCall: "tst_1" });
  expect(line.destroy).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(CONNECT_MS);
  expect(last()).toEqual({ at: "ended", testCall: "tst_1" });
});

test.each([
  ["NotAllowedError", "denied"],
  ["NotFoundError", "absent"],
  ["NotReadableError", "busy"],
  ["NotSupportedError", "unsupported"],
])("a microphone that fails with %s begins no call", async (name, why) => {
  const begin = vi.fn<Ports["begin"]>();
  const { start, last } = bench({ microphone: () => Promise.reject(named(name)), begin });
  await start();
  expect(last()).toEqual({ at: "failed", failure: { why }, testCall: undefined });
  expect(begin).not.toHaveBeenCalled();
});

test("a refusal of the API closes the microphone and is shown as it is", async () => {
  const error = new ApiProblem("forbidden");
  const { track, newLine, start, last } = bench({ begin: () => Promise.reject(error) });
  await start();
  expect(last()).toEqual({ at: "failed", failure: { why: "refused", error }, testCall: undefined });
  expect(track.stop).toHaveBeenCalledOnce();
  expect(newLine).not.toHaveBeenCalled();
});

test.each([
  [20104, { why: "expired", code: 20104 }],
  [31205, { why: "expired", code: 31205 }],
  [31005, { why: "unreachable", code: 31005 }],
  [53000, { why: "unreachable", code: 53000 }],
  [31204, { why: "twilio", code: 31204 }],
  [31401, { why: "denied" }],
  [31402, { why: "busy" }],
])("Twilio's error %i while it connects is put in words", async (code, failure) => {
  const { line, start, last } = bench();
  line.connect.mockReturnValue(new Promise(() => {}));
  await start();
  line.emit("error", { code });
  expect(last()).toEqual({ at: "failed", failure, testCall: undefined });
  expect(line.destroy).toHaveBeenCalledOnce();
});

test("a line that does not answer is given up", async () => {
  const { line, start, last } = bench();
  line.connect.mockReturnValue(new Promise(() => {}));
  await start();
  await vi.advanceTimersByTimeAsync(CONNECT_MS - 1);
  expect(last()).toEqual({ at: "connecting" });
  await vi.advanceTimersByTimeAsync(1);
  expect(last()).toEqual({ at: "failed", failure: { why: "unreachable" }, testCall: undefined });
  expect(line.destroy).toHaveBeenCalledOnce();
});

test("a call that is repaired goes on, and one that is not says why", async () => {
  const { line, start, last } = bench();
  await start();
  line.call.emit("accept");
  line.call.emit("error", { code: 53405 });
  line.call.emit("reconnecting");
  expect(last()).toEqual({ ...talking, isReconnecting: true });
  line.call.emit("reconnected");
  expect(last()).toEqual(talking);
  line.call.emit("error", { code: 31009 });
  line.call.emit("disconnect");
  const failure = { why: "unreachable", code: 31009 };
  expect(last()).toEqual({ at: "failed", failure, testCall: "tst_1" });
});

test("an expired token of the line does not end the call that it placed", async () => {
  const { line, start, last } = bench();
  await start();
  line.call.emit("accept");
  line.emit("error", { code: 20104 });
  expect(last()).toEqual(talking);
  line.call.emit("disconnect");
  expect(last()).toEqual({ at: "ended", testCall: "tst_1" });
});

test("a call that is cancelled before it begins leaves nothing open", async () => {
  let give: (stream: Pick<MediaStream, "getTracks">) => void = () => {};
  const stream = new Promise<Pick<MediaStream, "getTracks">>((resolve) => {
    give = resolve;
  });
  const { track, newLine, start, last } = bench({ microphone: () => stream });
  const call = await start();
  call.hangUp();
  expect(last()).toEqual({ at: "idle" });
  give({ getTracks: () => [track as unknown as MediaStreamTrack] });
  await vi.advanceTimersByTimeAsync(0);
  expect(track.stop).toHaveBeenCalledOnce();
  expect(newLine).not.toHaveBeenCalled();
  expect(last()).toEqual({ at: "idle" });
});

test("a screen that goes away destroys the line and shows nothing more", async () => {
  const { line, shown, start } = bench();
  const call = await start();
  line.call.emit("accept");
  const before = shown.length;
  call.leave();
  expect(line.destroy).toHaveBeenCalledOnce();
  line.call.emit("disconnect");
  expect(shown).toHaveLength(before);
});
