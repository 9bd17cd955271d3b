// Plays the recordings of a call. The link to the sound lasts five minutes, so it is fetched when play is pressed, and again
// after it has ended.

import { useEffect, useEffectEvent, useRef, useState } from "react";
import { getRecordingLink } from "../../api/generated/sdk.gen";
import type { CallRecording } from "../../api/generated/types.gen";
import { useMay, useTenant } from "../../api/me";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { duration, moment } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Panel } from "../../ui/page";
import { ProblemBanner } from "../../ui/states";

/** To play a recording from a second on. Each press is a new object. */
export type Jump = { recording: string; at: number };

type Following = { jump: Jump | undefined; onTime: (recording: string, at: number) => void };
type Props = Following & { call: string; recordings: CallRecording[] };

export function Recordings({ call, recordings, ...following }: Props) {
  const text = useText().callFacts;
  const { recording: title } = useText().calls.one;
  const may = useMay();
  if (recordings.length === 0) return null;
  return (
    <Panel title={title} className="not-printed">
      <div className="divide-y divide-line">
        {recordings.map((recording) =>
          may("read_recordings") ? (
            <Recording key={recording.recording_id} call={call} recording={recording} {...following} />
          ) : (
            <p key={recording.recording_id} className="px-4 py-3 text-quiet">
              {text.mayNotListen}
            </p>
          ),
        )}
      </div>
    </Panel>
  );
}

type OneProps = Following & { call: string; recording: CallRecording };

function Recording(props: OneProps) {
  const { recording } = props;
  const text = useText().callFacts;
  if (recording.state === "copying") return <p className="px-4 py-3 text-quiet">{text.recordingCopying}</p>;
  if (recording.state === "gone") return <p className="px-4 py-3 text-quiet">{text.recordingGone}</p>;
  return (
    <div className="grid gap-1 px-4 py-3">
      <Player {...props} />
      {recording.deleted_at && (
        <p className="text-xs text-quiet">{text.recordingUntil(moment(recording.deleted_at))}</p>
      )}
    </div>
  );
}

function Player({ call, recording, jump, onTime }: OneProps) {
  const text = useText().callFacts;
  const { listen } = useText().calls.one;
  const audio = useRef<HTMLAudioElement>(null);
  const expires = useRef(0);
  const [isPlaying, setIsPlaying] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [at, setAt] = useState(0);
  const [error, setError] = useState<unknown>();
  const tenant = useTenant();
  const length = recording.duration_seconds;

  const play = async (from = at) => {
    const element = audio.current;
    if (!element) return;
    setError(undefined);
    setIsBusy(true);
    try {
      if (Date.now() >= expires.current) {
        const path = { tenant, call, recording: recording.recording_id };
        const { data } = await getRecordingLink({ path, throwOnError: true });
        element.src = data.url;
        element.currentTime = from;
        expires.current = new Date(data.expires_at).getTime();
      }
      await element.play();
    } catch (failure) {
      setError(failure);
    } finally {
      setIsBusy(false);
    }
  };

  const move = (seconds: number) => {
    setAt(seconds);
    onTime(recording.recording_id, seconds);
    if (audio.current?.src) audio.current.currentTime = seconds;
  };

  const jumpTo = useEffectEvent(({ at }: Jump) => {
    move(at);
    void play(at);
  });
  useEffect(() => {
    if (jump?.recording === recording.recording_id) jumpTo(jump);
    // One recording is heard at a time.
    else if (jump) audio.current?.pause();
  }, [jump, recording.recording_id]);

  return (
    <div className="grid gap-2">
      {/* biome-ignore lint/a11y/useMediaCaption: the transcript below has the words */}
      <audio
        ref={audio}
        preload="none"
        onPlay={() => setIsPlaying(true)}
        onPause={() => setIsPlaying(false)}
        onTimeUpdate={({ currentTarget }) => {
          setAt(currentTarget.currentTime);
          onTime(recording.recording_id, currentTarget.currentTime);
        }}
        onError={() => {
          expires.current = 0;
          setIsPlaying(false);
        }}
      />
      <div className="flex items-center gap-3">
        <Button look="quiet" isBusy={isBusy} onClick={() => (isPlaying ? audio.current?.pause() : void play())}>
          <Icon name={isPlaying ? "pause" : "play"} className="size-4.5" />
          {isPlaying ? text.pause : listen}
        </Button>
        <input
          type="range"
          aria-label={text.position}
          aria-valuetext={`${duration(at)} / ${duration(length)}`}
          min={0}
          max={Math.max(1, length)}
          step={1}
          value={Math.min(at, length)}
          onChange={(event) => move(Number(event.target.value))}
          className="flex-1 min-w-0 h-11 md:h-9 accent-accent"
        />
        <span className="text-quiet tabular-nums text-[0.8125rem] whitespace-nowrap">
          {duration(at)} / {duration(length)}
        </span>
      </div>
      {error !== undefined && <ProblemBanner error={error} />}
    </div>
  );
}
