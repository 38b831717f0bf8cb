import type { ResumeOptions } from "../options.js";
import type { EndedReply } from "./ended-reply.js";
import { charsOf } from "./reply-end.js";

/** Bounds how many ended replies keep their ends, and how much text these are. Beyond it the oldest lose theirs. */
export class KeptReplies {
  readonly #bounds: Required<ResumeOptions>;
  /** Nothing that ended before it has its end still. */
  #oldest: EndedReply | undefined;
  #size = 0;
  #chars = 0;

  constructor(bounds: Required<ResumeOptions>) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#size;
  }

  /** To be called when the reply has got its place behind all that ended before it. */
  add(reply: EndedReply): void {
    const { kept } = reply.sender;
    kept.push(reply);
    this.#oldest ??= reply;
    this.#size += 1;
    this.#chars += reply.end === undefined ? 0 : charsOf(reply.end);
    if (kept.length > this.#bounds.maxPerSender) this.#drop(kept[0]);
    while (this.#chars > this.#bounds.maxTotalChars && this.#oldest !== undefined) {
      const oldest: EndedReply = this.#oldest;
      this.#oldest = oldest.after;
      this.#drop(oldest);
    }
  }

  /** To be called while the reply still has its place. */
  delete(reply: EndedReply): void {
    if (this.#oldest === reply) this.#oldest = reply.after;
    this.#drop(reply);
  }

  clear(): void {
    this.#oldest = undefined;
    this.#size = 0;
    this.#chars = 0;
  }

  #drop(reply: EndedReply | undefined): void {
    if (reply?.end === undefined) return;
    const { kept } = reply.sender;
    // Nearly always the oldest of its sender.
    if (kept[0] === reply) kept.shift();
    else kept.splice(kept.indexOf(reply), 1);
    this.#size -= 1;
    this.#chars -= charsOf(reply.end);
    reply.end = undefined;
  }
}
