import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * Keeps what is on the screen where it is while something is put in above it.
 *
 * @param from - what changes when that has happened.
 * @returns what to call just before.
 */
export function useKeptPlace(
  frame: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
  from: number,
): () => void {
  const anchor = useRef<{ readonly element: Element; readonly bottom: number } | undefined>(
    undefined,
  );
  useLayoutEffect(() => {
    const kept = anchor.current;
    anchor.current = undefined;
    if (kept === undefined || frame.current === null) return;
    frame.current.scrollTop += kept.element.getBoundingClientRect().bottom - kept.bottom;
  }, [from]);
  return () => {
    const element = content.current?.firstElementChild;
    // Its lower edge: the name above it goes when one before it is of the same author.
    if (element != null)
      anchor.current = { element, bottom: element.getBoundingClientRect().bottom };
  };
}
