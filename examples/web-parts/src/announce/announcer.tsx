import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { announcement } from "./announce.js";

const KEPT = 4;

/**
 * What screen readers are told. The list of messages itself is no live region: every piece of a reply
 * would be read as it comes. Here a whole reply is one sentence.
 */
export function Announcer(): VNode {
  const [lines, setLines] = useState<readonly { readonly text: string; readonly count: number }[]>(
    [],
  );
  useEffect(
    () =>
      announcement.subscribe((next) => {
        if (next.count > 0) setLines((before) => [...before, next].slice(-KEPT));
      }),
    [],
  );
  return (
    <div class="visually-hidden" role="log" aria-live="polite" aria-label="Announcements">
      {lines.map(({ text, count }) => (
        <p key={count}>{text}</p>
      ))}
    </div>
  );
}
