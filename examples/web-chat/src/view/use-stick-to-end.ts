import type { RefObject } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/** How near to the end counts as reading along, in pixels. */
const NEAR = 48;

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
    let lastTop = box.scrollTop;
    const look = (): void => {
      const rest = box.scrollHeight - box.scrollTop - box.clientHeight;
      // What grows below moves nothing up: only a person does. Only then the list lets go.
      if (rest <= NEAR) stuck.current = true;
      else if (box.scrollTop < lastTop) stuck.current = false;
      lastTop = box.scrollTop;
      setAtEnd(stuck.current);
    };
    const follow = (): void => {
      if (stuck.current) box.scrollTop = box.scrollHeight;
      else look();
    };
    box.addEventListener("scroll", look, { passive: true });
    const sizes = new ResizeObserver(follow);
    sizes.observe(content.current);
    sizes.observe(box);
    return () => {
      box.removeEventListener("scroll", look);
      sizes.disconnect();
    };
  }, []);

  return { frame, content, atEnd, toEnd };
}
