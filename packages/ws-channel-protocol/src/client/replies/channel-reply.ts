import { AsyncStream } from "@hawser/core";
import type { ReplyEvent, ReplyResult } from "../events.js";

const BUFFERED_EVENTS = 1024;

/** What a {@link ChannelReply} needs from the machinery behind it. @internal */
export interface ReplyControl {
  text(): string;
  stop(): void;
}

/** The writing end of a reply. @internal */
export interface ReplyOutlet {
  event(event: ReplyEvent): void;
  end(result: ReplyResult): void;
  fail(error: unknown): void;
}

/**
 * The reply to one message. Iterate it for the live stream, await `text()` or `result` for the outcome,
 * or all of them. It always ends; leaving the loop early does not stop the reply (`stop()` does), and a
 * later loop goes on where the first one stopped.
 *
 * Events wait for a slow reader: neighbouring texts are merged, of the rest the newest 1024 are kept.
 * Where that lost some of the text, a `resync` with the whole of it follows.
 */
export class ChannelReply implements AsyncIterable<ReplyEvent> {
  /** Sent with the message and carried by the reply's frames. */
  readonly messageId: string;
  /**
   * Resolves when the reply has ended. Rejects with RemoteError (the server's words) when the server
   * refuses the message or fails; TimeoutError when nothing came; ConnectionLostError, which says whether
   * the message may have been worked on; the signal's reason.
   */
  readonly result: Promise<ReplyResult>;
  readonly #control: ReplyControl;
  readonly #stream: AsyncStream<ReplyEvent>;

  /** @internal */
  constructor(messageId: string, control: ReplyControl, outlet: (outlet: ReplyOutlet) => void) {
    this.messageId = messageId;
    this.#control = control;
    let dropped = false;
    const stream = new AsyncStream<ReplyEvent>({
      limit: BUFFERED_EVENTS,
      overflow: "drop-oldest",
      merge,
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

  /** The whole text, once the reply has ended. Rejects like `result`. */
  async text(): Promise<string> {
    return (await this.result).text;
  }

  /** The text so far. */
  get partial(): string {
    return this.#control.text();
  }

  /**
   * Ends the reply here and now with what came so far (`end: "stopped"`), and asks a server with the
   * feature `stop` to stop the agent. A message that still waits for a connection is never sent.
   */
  stop(): void {
    this.#control.stop();
  }

  [Symbol.asyncIterator](): AsyncIterator<ReplyEvent, undefined> {
    const stream = this.#stream;
    return {
      next: () => stream.next(),
      // Leaving the loop leaves the stream open: the next loop goes on where this one stopped.
      return: () => Promise.resolve({ done: true, value: undefined }),
    };
  }
}

function merge(last: ReplyEvent, next: ReplyEvent): ReplyEvent | undefined {
  if (next.type === "typing") return last.type === "typing" ? last : undefined;
  if (next.type === "resync") return last.type === "typing" ? undefined : next;
  if (last.type === "resync") return { ...last, text: next.text };
  if (last.type !== "text") return undefined;
  return { type: "text", delta: last.delta + next.delta, text: next.text };
}
