import { useRef, useState } from "preact/hooks";

/** How many entries are shown at first, and how many more each time that more are asked for. */
const PAGE = 100;

/**
 * Which part of a long list is built. It begins late enough to stay fast, never moves under somebody
 * who reads further up, and can be made longer towards the beginning.
 */
export function useWindow(
  length: number,
  reading: boolean,
): { readonly from: number; readonly more: () => void } {
  const [asked, setAsked] = useState(0);
  const from = useRef(0);
  const latest = Math.max(0, length - PAGE - asked);
  if (latest < from.current) from.current = latest;
  // In big steps, so that the top is not cut at each new message.
  else if (!reading && latest - from.current >= PAGE) from.current = latest;
  return {
    from: from.current,
    more: () => setAsked(length - from.current),
  };
}
