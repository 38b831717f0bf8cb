import type { RefObject } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** Rows that are built beyond what is in sight, on either side. */
const BEYOND = 10;

/** The window moves by so many rows at a time, so that not each pixel of scrolling builds anew. */
const STEP = 5;

/** What is taken for the height of a row until one was measured, in pixels. */
const GUESS = 54;

interface View {
  readonly first: number;
  readonly fitting: number;
  readonly rowHeight: number;
}

/** The part of a long list that is built. */
export interface RowWindow {
  /** The element that scrolls. Its rows are list items, all of one height. */
  readonly frame: RefObject<HTMLDivElement | null>;
  /** The first row that is built. */
  readonly from: number;
  /** The row after the last one that is built. */
  readonly to: number;
  /** The room that the rows before and after it take, in pixels. */
  readonly before: number;
  readonly after: number;
  /** Brings a row into sight, building it if need be. */
  readonly show: (row: number) => void;
}

/** Builds only those of many rows that are near what is in sight. */
export function useRowWindow(count: number): RowWindow {
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>({ first: 0, fitting: 20, rowHeight: GUESS });

  const look = useCallback(() => {
    if (frame.current !== null) setView((last) => nextView(last, frame.current));
  }, []);
  // A row's height follows the reader's font size, the frame's the window.
  useLayoutEffect(look, [count]);
  useEffect(() => {
    const box = frame.current;
    if (box === null) return undefined;
    box.addEventListener("scroll", look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(box);
    return () => {
      box.removeEventListener("scroll", look);
      sizes.disconnect();
    };
  }, []);

  const { first, fitting, rowHeight } = view;
  const show = useCallback(
    (row: number) => {
      const box = frame.current;
      if (box === null) return;
      const top = row * rowHeight;
      if (top < box.scrollTop) box.scrollTop = top;
      const bottom = top + rowHeight - box.clientHeight;
      if (bottom > box.scrollTop) box.scrollTop = bottom;
      look();
    },
    [rowHeight],
  );

  const to = Math.min(count, first + fitting + BEYOND);
  const from = Math.max(0, Math.min(first, count - fitting) - BEYOND);
  return {
    frame,
    from,
    to,
    before: from * rowHeight,
    after: (count - to) * rowHeight,
    show,
  };
}

/** The same object while nothing changes that is worth building for. */
function nextView(last: View, box: HTMLElement | null): View {
  if (box === null) return last;
  const row = box.querySelector("li")?.getBoundingClientRect().height ?? 0;
  const rowHeight = row === 0 ? last.rowHeight : row;
  const first = Math.floor(box.scrollTop / rowHeight / STEP) * STEP;
  const fitting = Math.ceil(box.clientHeight / rowHeight) + STEP;
  const same = first === last.first && fitting === last.fitting && rowHeight === last.rowHeight;
  return same ? last : { first, fitting, rowHeight };
}
