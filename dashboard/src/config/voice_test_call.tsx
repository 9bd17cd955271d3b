import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { type ReactNode, type RefObject, useEffect, useRef } from "react";
import { getCredentialsOptions } from "../api/generated/@tanstack/react-query.gen";
import type { WhichVersion } from "../api/generated/types.gen";
import { useMay, useTenant } from "../api/me";
import { useConfigText } from "../text/config";
import { Button, buttonClass } from "../ui/button";
import { cx } from "../ui/cx";
import { Icon } from "../ui/icon";
import { Banner, ProblemBanner } from "../ui/states";
import { useVoiceTestCall } from "./use_voice_test_call";
import type { Failure } from "./voice_call";
import { VoiceControls } from "./voice_controls";
import { VoiceTestWords } from "./voice_test_words";

/** A test call by voice: through the browser's microphone and the company's Twilio account. */
export function VoiceTestCall({ version }: { version: WhichVersion }) {
  const text = useConfigText().talk;
  const may = useMay();
  const tenant = useTenant();
  // Who may not read the credentials is answered by the API.
  const mayRead = may("manage_connection");
  const credentials = useQuery({ ...getCredentialsOptions({ path: { tenant } }), enabled: mayRead });
  const call = useVoiceTestCall(version);
  const { state } = call;
  const section = useRef<HTMLElement>(null);
  useFocusKept(section, state.at);
  useHiddenEnd(section, call.hangUp);
  const lacksTwilio = credentials.data !== undefined && !credentials.data.twilio;
  const isWaiting = state.at === "microphone" || state.at === "connecting";
  return (
    <section
      ref={section}
      tabIndex={-1}
      aria-label={text.title}
      className="grid gap-3 border-t border-line px-4 py-4 -outline-offset-2"
    >
      {state.at === "idle" && <p className="text-quiet text-pretty">{lacksTwilio ? text.needsTwilio : text.lead}</p>}
      {state.at === "idle" &&
        (lacksTwilio ? (
          <TelephoneLink>{text.toTelephone}</TelephoneLink>
        ) : (
          <Button className={cx(credentials.isLoading && "invisible")} onClick={call.start}>
            <Icon name="agent" className="size-4.5" />
            {text.begin}
          </Button>
        ))}
      <p role="status" className={isWaiting ? "animate-wait" : "font-medium empty:-mt-3"}>
        {state.at === "talking" && state.isReconnecting ? text.reconnecting : text.states[state.at]}
      </p>
      {isWaiting && <Button onClick={call.hangUp}>{text.cancel}</Button>}
      {state.at === "talking" && <VoiceControls state={state} call={call} />}
      {state.at === "failed" && <WhyNot failure={state.failure} />}
      {(state.at === "ended" || state.at === "failed") && (
        <>
          <Button onClick={call.start}>{state.at === "failed" ? text.retry : text.again}</Button>
          {state.testCall && <VoiceTestWords testCall={state.testCall} />}
        </>
      )}
    </section>
  );
}

function WhyNot({ failure }: { failure: Failure }) {
  const text = useConfigText().talk;
  if (failure.why === "refused") return <ProblemBanner error={failure.error} />;
  const code = "code" in failure ? failure.code : undefined;
  return (
    <Banner tone="bad">
      {text.failures[failure.why]}
      {code !== undefined && <span className="block text-[0.8125rem] tabular-nums">{text.code(code)}</span>}
    </Banner>
  );
}

/** To where the credentials are stored: in the set-up, or afterwards. */
function TelephoneLink({ children }: { children: ReactNode }) {
  const isSetUp = useLocation({ select: ({ pathname }) => pathname.startsWith("/set-up") });
  return isSetUp ? (
    <Link to="/set-up/$step" params={{ step: "telephone" }} className={buttonClass()}>
      {children}
    </Link>
  ) : (
    <Link to="/numbers" className={buttonClass()}>
      {children}
    </Link>
  );
}

/** The button that was pressed goes with its state: the focus stays here, so that the next key press is not lost. */
function useFocusKept(section: RefObject<HTMLElement | null>, at: string) {
  const before = useRef(at);
  useEffect(() => {
    const isChanged = before.current !== at;
    before.current = at;
    if (isChanged && document.activeElement === document.body) section.current?.focus();
  }, [section, at]);
}

/** A panel that is closed is only hidden: no microphone stays open behind it. */
function useHiddenEnd(section: RefObject<HTMLElement | null>, hangUp: () => void) {
  const latest = useRef(hangUp);
  latest.current = hangUp;
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (section.current?.getClientRects().length === 0) latest.current();
    });
    if (section.current) observer.observe(section.current);
    return () => observer.disconnect();
  }, [section]);
}
