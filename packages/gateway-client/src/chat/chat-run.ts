import { AsyncStream } from "@hawser/core";
import type { ChatRunEvent, ChatRunResult } from "./events.js";

const BUFFERED_EVENTS = 1024;

/** What a {@link ChatRun} needs from the machinery behind it. */
export interface ChatRunControl {
  runId(): string;
  text(): string;
  abort(): Promise<void>;
}

/**
 * One message to an agent and its reply. Iterate it for the live stream, await `result` for the
 * outcome, or both. It always ends; leaving the loop early does not stop the run (`abort()` does), and
 * a later loop goes on where the first one stopped.
 *
 * Events wait for a slow reader: neighbouring texts are merged, of the rest the newest 1024 are kept.
 * Where that lost some of the text, a `resync` with the whole of it follows.
 */
export class ChatRun implements AsyncIterable<ChatRunEvent> {
  readonly sessionKey: string;
  /**
   * Sent with the message and kept through every retry, so that it is worked once. Of a run that is only
   * followed: its id.
   */
  readonly idempotencyKey: string;
  /**
   * Resolves when the run has ended, whatever its status. Rejects when its end cannot be known: the
   * client was closed, the message was refused, or reconnecting failed for good.
   */
  readonly result: Promise<ChatRunResult>;
  readonly #control: ChatRunControl;
  readonly #stream: AsyncStream<ChatRunEvent>;

  /** @internal */
  constructor(
    options: { sessionKey: string; idempotencyKey: string },
    control: ChatRunControl,
    outlet: (outlet: ChatRunOutlet) => void,
  ) {
    this.sessionKey = options.sessionKey;
    this.idempotencyKey = options.idempotencyKey;
    this.#control = control;
    let dropped = false;
    const stream = new AsyncStream<ChatRunEvent>({
      limit: BUFFERED_EVENTS,
      overflow: "drop-oldest",
      merge: mergeTexts,
      onDrop: () => {
        dropped = true;
      },
    });
    const resync = (text: string): void => {
      dropped = false;
      stream.push({ type: "resync", reason: "overflow", text });
    };
    this.#stream = stream;
    this.result = new Promise((resolve, reject) => {
      outlet({
        event: (event) => {
          if (dropped && event.type === "text") resync(event.text);
          else stream.push(event);
        },
        end: (result) => {
          if (dropped) resync(result.text);
          stream.end();
          resolve(result);
        },
        fail: (error) => {
          stream.fail(error);
          reject(error);
        },
      });
    });
    // Whoever only iterates must not be punished with an unhandled rejection.
    this.result.catch(() => undefined);
  }

  /** The gateway's id of the run; the idempotency key until the gateway has named one. */
  get runId(): string {
    return this.#control.runId();
  }

  /** The reply so far. */
  get text(): string {
    return this.#control.text();
  }

  /** Stops the run at the gateway; `result` then resolves with status `aborted` and the partial text. */
  abort(): Promise<void> {
    return this.#control.abort();
  }

  [Symbol.asyncIterator](): AsyncIterator<ChatRunEvent> {
    const stream = this.#stream;
    return {
      next: () => stream.next(),
      // Leaving the loop leaves the stream open: the next loop goes on where this one stopped.
      return: () => Promise.resolve({ done: true, value: undefined }),
    };
  }
}

/** The writing end of a run. @internal */
export interface ChatRunOutlet {
  event(event: ChatRunEvent): void;
  end(result: ChatRunResult): void;
  fail(error: unknown): void;
}

function mergeTexts(last: ChatRunEvent, next: ChatRunEvent): ChatRunEvent | undefined {
  if (next.type !== "text") return undefined;
  if (last.type === "resync") return { ...last, text: next.text };
  if (last.type !== "text") return undefined;
  return { type: "text", delta: last.delta + next.delta, text: next.text };
}
