import { useNow } from "@hawser/example-web-parts/screen";
import type { SessionRow } from "@hawser/gateway-client";
import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useConsole } from "./console-context.js";
import { SessionItem } from "./session-item.js";
import { useRowWindow } from "./use-row-window.js";

/**
 * The sessions that the filters let through. However many there are, a few dozen rows are built, and Tab
 * stops once: arrows, Home and End lead from row to row.
 */
export function SessionRows(props: {
  readonly rows: readonly SessionRow[];
  readonly onOpen: (key: string) => void;
}): VNode {
  const { rows, onOpen } = props;
  const now = useNow(30_000);
  const { frame, from, to, before, after, show } = useRowWindow(rows.length);
  const [reached, setReached] = useState<string | undefined>(undefined);
  const wanted = useRef<string | undefined>(undefined);
  const open = useConsole().conversation.value?.key;
  const built = rows.slice(from, to);
  const has = (key: string | undefined): boolean => built.some((row) => row.key === key);
  const stop = [reached, open].find(has) ?? built[0]?.key;

  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    const row = [...(frame.current?.querySelectorAll("button") ?? [])].find(
      ({ dataset }) => dataset["key"] === wanted.current,
    );
    if (row === undefined) return;
    wanted.current = undefined;
    row.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = rows.findIndex(({ key }) => key === focusedKey(event));
    const next = at === -1 ? undefined : target(event.key, at, rows.length - 1);
    if (next === undefined) return;
    event.preventDefault();
    const key = rows[next]?.key;
    wanted.current = key;
    setReached(key);
    show(next);
  };

  return (
    <div ref={frame} class="session-list">
      <ul
        style={{ paddingTop: `${before}px`, paddingBottom: `${after}px` }}
        onKeyDown={onKeyDown}
        onFocusIn={(event) => setReached(focusedKey(event))}
      >
        {built.map((row, index) => (
          <SessionItem
            key={row.key}
            row={row}
            now={now}
            place={from + index + 1}
            of={rows.length}
            reachable={row.key === stop}
            onOpen={onOpen}
          />
        ))}
      </ul>
    </div>
  );
}

function focusedKey({ target }: Event): string | undefined {
  return target instanceof HTMLElement ? target.dataset["key"] : undefined;
}

/** Where a key leads from a row; nothing where it is none of the list's keys. */
function target(key: string, at: number, last: number): number | undefined {
  switch (key) {
    case "ArrowDown":
      return Math.min(at + 1, last);
    case "ArrowUp":
      return Math.max(at - 1, 0);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}
