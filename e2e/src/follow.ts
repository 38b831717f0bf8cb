import type { ChatRun, ChatRunEvent, ChatRunResult } from "@hawser/gateway-client";
import { expect } from "vitest";

/** A run as somebody who shows it sees it. */
export interface Followed {
  /** What stood on the screen in the end, put together from the deltas. */
  readonly shown: string;
  readonly events: readonly ChatRunEvent[];
  readonly result: ChatRunResult;
}

/**
 * Reads a run to its end and puts its text together from the deltas alone, as a page would do it.
 * Every event's `text` must be what the deltas give.
 *
 * @param onText - told what is shown, after each change.
 */
export async function follow(run: ChatRun, onText?: (shown: string) => void): Promise<Followed> {
  const events: ChatRunEvent[] = [];
  let shown = "";
  for await (const event of run) {
    events.push(event);
    if (event.type === "text") {
      shown += event.delta;
      expect(event.text).toBe(shown);
    } else if (event.type === "resync") shown = event.text;
    else continue;
    onText?.(shown);
  }
  return { shown, events, result: await run.result };
}

/** Follows a run; `until` resolves when what is shown matches. */
export function followLive(run: ChatRun): {
  readonly done: Promise<Followed>;
  until(match: (shown: string) => boolean): Promise<void>;
} {
  let shown = "";
  const waiting = new Set<() => void>();
  const done = follow(run, (text) => {
    shown = text;
    for (const look of [...waiting]) look();
  });
  done.catch(() => undefined);
  return {
    done,
    until: (match) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!match(shown)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        done.then(
          () => reject(new Error(`the run ended with ${JSON.stringify(shown.slice(-80))}`)),
          reject,
        );
      }),
  };
}
