import type { Clock, TimerHandle } from "@hawser/core";
import type { ResumeOptions } from "../options.js";
import { EndedReply } from "./ended-reply.js";
import { ExpiryQueue } from "./expiry-queue.js";
import { KeptReplies } from "./kept-replies.js";
import type { ReplyEnd } from "./reply-end.js";
import type { SenderReplies } from "./sender-replies.js";
import type { Turn } from "./turn.js";

/**
 * Every reply that is open, and those that ended lately: for `chat.resume`, `chat.stop`, and for messages
 * that come a second time.
 */
export class ReplyBook {
  readonly #senders = new Map<string, SenderReplies>();
  readonly #ended = new ExpiryQueue<EndedReply>();
  /** Open replies that nobody reads, and the timers that end them. */
  readonly #parked = new Map<Turn, TimerHandle>();
  readonly #resume: Required<ResumeOptions> | undefined;
  readonly #kept: KeptReplies | undefined;
  readonly #clock: Clock;
  readonly #now: () => number;
  #open = 0;
  #timer: TimerHandle;

  constructor(resume: Required<ResumeOptions> | undefined, clock: Clock, now: () => number) {
    this.#resume = resume;
    this.#kept = resume === undefined ? undefined : new KeptReplies(resume);
    this.#clock = clock;
    this.#now = now;
  }

  /** Replies that have not ended. */
  get open(): number {
    return this.#open;
  }

  /** Replies that ended and are kept, texts and all. */
  get kept(): number {
    return this.#kept?.size ?? 0;
  }

  get(senderId: string, messageId: string): Turn | EndedReply | undefined {
    return this.#senders.get(senderId)?.all.get(messageId);
  }

  add(turn: Turn): void {
    const { senderId } = turn;
    let sender = this.#senders.get(senderId);
    if (sender === undefined) {
      this.#senders.set(senderId, (sender = { senderId, all: new Map(), kept: [] }));
    }
    sender.all.set(turn.messageId, turn);
    this.#open += 1;
  }

  /**
   * A reply has ended.
   *
   * @param end - can be asked for again for a while; undefined: nothing is to be known of the reply.
   */
  ended(turn: Turn, end: ReplyEnd | undefined): void {
    const { senderId, messageId } = turn;
    const sender = this.#senders.get(senderId);
    if (sender?.all.get(messageId) !== turn) return;
    this.#open -= 1;
    this.unpark(turn);
    if (this.#resume === undefined || end === undefined) return this.#drop(sender, messageId);
    const { ttlMs, maxTotal } = this.#resume;
    const reply = new EndedReply(turn, sender, end);
    sender.all.set(messageId, reply);
    this.#ended.push(reply, this.#now() + ttlMs);
    this.#kept?.add(reply);
    this.#timer ??= this.#clock.setTimeout(() => this.#expire(), ttlMs, { keepAlive: false });
    const { first, size } = this.#ended;
    if (size > maxTotal && first !== undefined) this.forget(first);
  }

  /**
   * Keeps an open reply that nobody reads.
   *
   * @returns false when replies end with their connections.
   */
  park(turn: Turn): boolean {
    if (this.#resume === undefined) return false;
    this.unpark(turn);
    const expire = (): void => {
      this.#parked.delete(turn);
      turn.expire();
    };
    const timer = this.#clock.setTimeout(expire, this.#resume.ttlMs, { keepAlive: false });
    this.#parked.set(turn, timer);
    return true;
  }

  /** Somebody reads it again, or nobody needs to. */
  unpark(turn: Turn): void {
    if (this.#parked.size === 0) return;
    this.#clock.clearTimeout(this.#parked.get(turn));
    this.#parked.delete(turn);
  }

  /** Forgets that there was such a reply. */
  forget(reply: EndedReply): void {
    this.#kept?.delete(reply);
    this.#ended.delete(reply);
    this.#drop(reply.sender, reply.messageId);
  }

  clear(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const timer of this.#parked.values()) this.#clock.clearTimeout(timer);
    this.#parked.clear();
    this.#ended.clear();
    this.#kept?.clear();
    this.#senders.clear();
    this.#open = 0;
  }

  #drop({ senderId, all }: SenderReplies, messageId: string): void {
    all.delete(messageId);
    if (all.size === 0) this.#senders.delete(senderId);
  }

  #expire(): void {
    this.#timer = undefined;
    const now = this.#now();
    for (let { first } = this.#ended; first !== undefined; { first } = this.#ended) {
      const wait = (first.due ?? now) - now;
      if (wait > 0) {
        this.#timer = this.#clock.setTimeout(() => this.#expire(), wait, { keepAlive: false });
        return;
      }
      this.forget(first);
    }
  }
}
