import { type RefObject, useEffect, useRef, useState } from "react";
import { currentLanguage, LANGUAGES } from "../text/text";
import { useWalkthroughText } from "../text/walkthroughs";
import { cx } from "../ui/cx";
import { Dialog } from "../ui/dialog";
import { Banner } from "../ui/states";
import { VIDEOS, type WalkthroughName } from "./videos";

const LANGUAGE_NAMES = { en: "English", es: "Español" };

type Line = { begin: number; words: string };

/** Plays a walk-through with its captions, which also stand beside it: a press on a line leads there. */
export function WalkthroughDialog({ name, onClose }: { name: WalkthroughName; onClose: () => void }) {
  const words = useWalkthroughText();
  const { src, captions, width, height } = VIDEOS[name];
  const video = useRef<HTMLVideoElement>(null);
  const lines = useLines(video);
  const [at, setAt] = useState(0);
  const [hasFailed, setHasFailed] = useState(false);
  const language = currentLanguage();
  const isTall = height > width;
  const go = (begin: number) => {
    setAt(begin);
    if (!video.current) return;
    video.current.currentTime = begin;
    // On a telephone, the lines are below it.
    video.current.scrollIntoView({ block: "nearest" });
  };
  useEffect(() => {
    // It may have failed before it was in the page, where React hears of it.
    if (video.current?.error) setHasFailed(true);
  }, []);
  return (
    <Dialog title={words.titles[name]} isOpen isWide onClose={onClose}>
      <div className={cx("grid gap-4 pb-2", isTall && !hasFailed && "md:grid-cols-[auto_1fr]")}>
        <div className="grid gap-2 content-start justify-items-center">
          {hasFailed && <Banner tone="warn">{words.failed}</Banner>}
          <video
            ref={video}
            src={src}
            width={width}
            height={height}
            aria-label={words.titles[name]}
            controls
            playsInline
            muted
            autoPlay={!matchMedia("(prefers-reduced-motion: reduce)").matches}
            preload="metadata"
            onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
            onError={() => setHasFailed(true)}
            className={cx(
              "w-auto h-auto max-w-full rounded-control bg-sunken",
              isTall ? "max-h-[62dvh] md:max-h-[74dvh]" : "max-h-[60dvh]",
              hasFailed && "hidden",
            )}
          >
            {LANGUAGES.map((each) => (
              <track
                key={each}
                kind="captions"
                src={captions[each]}
                srcLang={each}
                label={LANGUAGE_NAMES[each]}
                default={each === language}
              />
            ))}
          </video>
        </div>
        <div className="grid gap-2 content-start min-w-0 md:max-h-[74dvh] md:overflow-y-auto">
          <p className="text-quiet text-pretty">{words.about}</p>
          <Lines lines={lines} at={at} onGo={go} />
        </div>
      </div>
    </Dialog>
  );
}

function Lines({ lines, at, onGo }: { lines: Line[]; at: number; onGo: (begin: number) => void }) {
  const words = useWalkthroughText();
  const current = lines.findLastIndex(({ begin }) => begin <= at);
  return (
    <ol aria-label={words.steps} className="grid">
      {lines.map(({ begin, words }, place) => (
        <li key={begin}>
          <button
            type="button"
            aria-current={place === current ? "step" : undefined}
            onClick={() => onGo(begin)}
            className="w-full text-left text-pretty rounded-control px-2.5 py-2.5 md:py-1.5 hover:bg-hover aria-[current]:bg-accent-soft"
          >
            {words}
          </button>
        </li>
      ))}
    </ol>
  );
}

/** The captions of the chosen language, once the browser has read them. */
function useLines(video: RefObject<HTMLVideoElement | null>): Line[] {
  const [lines, setLines] = useState<Line[]>([]);
  useEffect(() => {
    const element = video.current?.querySelector<HTMLTrackElement>("track[default]");
    const read = () => {
      const cues = [...(element?.track.cues ?? [])] as VTTCue[];
      setLines(cues.map(({ startTime, text }) => ({ begin: startTime, words: text })));
    };
    element?.addEventListener("load", read);
    read();
    return () => element?.removeEventListener("load", read);
  }, [video]);
  return lines;
}
