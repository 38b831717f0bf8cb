import type { RefObject } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/** How near to the end counts as reading along, in pixels. */
const NEAR = 48;

/** How long after a gesture the list still moves because of it, in ms. */
const BY_HAND_MS = 1000;

/** For how many frames entries that came or went move the list, until the browser has told of it. */
const SETTLING_FRAMES = 3;

const GESTURES = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

export interface StickToEnd {
  /** The element that scrolls. */
  readonly frame: RefObject<HTMLDivElement | null>;
  /** What grows inside of it. */
  readonly content: RefObject<HTMLOListElement | null>;
  /** Whether the reader is at the end, so that the list follows what comes. */
  readonly atEnd: boolean;
  readonly toEnd: () => void;
}

/** Follows the end of a list while the reader is there, and leaves them alone when they read above. */
export function useStickToEnd(): StickToEnd {
  const frame = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLOListElement>(null);
  const stuck = useRef(true);
  const [atEnd, setAtEnd] = useState(true);

  const toEnd = useCallback(() => {
    stuck.current = true;
    setAtEnd(true);
    if (frame.current !== null) frame.current.scrollTop = frame.current.scrollHeight;
  }, []);

  useEffect(() => {
    const box = frame.current;
    if (box === null || content.current === null) return undefined;
    let last = { top: box.scrollTop, height: box.scrollHeight };
    let touchedAt = -Infinity;
    let settling = 0;
    const touched = (): void => {
      touchedAt = performance.now();
    };
    const look = (): void => {
      const { scrollTop: top, scrollHeight: height } = box;
      // What is added or taken out moves the list too, and may come to the same height. Only what a
      // person does lets it go.
      const isStill = settling === 0 && height === last.height;
      const byHand = isStill || performance.now() - touchedAt < BY_HAND_MS;
      if (height - top - box.clientHeight <= NEAR) stuck.current = true;
      else if (top < last.top && byHand) stuck.current = false;
      last = { top, height };
      setAtEnd(stuck.current);
    };
    const follow = (): void => {
      if (stuck.current) box.scrollTop = box.scrollHeight;
      else look();
    };
    const settle = (): void => {
      follow();
      settling -= 1;
      if (settling > 0) nextFrame = requestAnimationFrame(settle);
    };
    let nextFrame = 0;
    const entries = new MutationObserver(() => {
      if (settling === 0) nextFrame = requestAnimationFrame(settle);
      settling = SETTLING_FRAMES;
    });
    entries.observe(content.current, { childList: true });
    box.addEventListener("scroll", look, { passive: true });
    for (const gesture of GESTURES) box.addEventListener(gesture, touched, { passive: true });
    const sizes = new ResizeObserver(follow);
    sizes.observe(content.current);
    sizes.observe(box);
    return () => {
      box.removeEventListener("scroll", look);
      for (const gesture of GESTURES) box.removeEventListener(gesture, touched);
      sizes.disconnect();
      entries.disconnect();
      cancelAnimationFrame(nextFrame);
    };
  }, []);

  return { frame, content, atEnd, toEnd };
}
