import type { Clock, TimerHandle } from "@hawser/core";
import type { ResumeOptions } from "../options.js";
import { KeptReplies } from "./kept-replies.js";
import type { Turn } from "./turn.js";

/**
 * Every reply that is open, and those that ended lately: for `chat.resume`, `chat.stop`, and for messages
 * that come a second time.
 */
export class ReplyBook {
  /** By sender, by message id. */
  readonly #senders = new Map<string, Map<string, Turn>>();
  /** Ended replies, and open ones that nobody reads. All live equally long: the first expires first. */
  readonly #expiring = new Map<Turn, number>();
  readonly #resume: Required<ResumeOptions> | undefined;
  readonly #kept: KeptReplies | undefined;
  readonly #clock: Clock;
  readonly #now: () => number;
  #open = 0;
  #ended = 0;
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

  get(senderId: string, messageId: string): Turn | undefined {
    return this.#senders.get(senderId)?.get(messageId);
  }

  add(turn: Turn): void {
    let turns = this.#senders.get(turn.senderId);
    if (turns === undefined) this.#senders.set(turn.senderId, (turns = new Map<string, Turn>()));
    turns.set(turn.messageId, turn);
    this.#open += 1;
  }

  /** A reply has ended. One that is kept can be asked for again for a while. */
  ended(turn: Turn, keep: boolean): void {
    if (this.get(turn.senderId, turn.messageId) !== turn) return;
    this.#open -= 1;
    this.#ended += 1;
    if (this.#resume === undefined || !keep) return this.forget(turn);
    this.#kept?.add(turn);
    this.#expireLater(turn, this.#resume.ttlMs);
    if (this.#ended > this.#resume.maxTotal) this.#forgetOldest();
  }

  /**
   * Keeps an open reply that nobody reads.
   *
   * @returns false when replies end with their connections.
   */
  park(turn: Turn): boolean {
    if (this.#resume === undefined) return false;
    this.#expireLater(turn, this.#resume.ttlMs);
    return true;
  }

  /** Somebody reads it again. */
  unpark(turn: Turn): void {
    this.#expiring.delete(turn);
  }

  /** Forgets a reply that has ended. */
  forget(turn: Turn): void {
    const turns = this.#senders.get(turn.senderId);
    if (turns?.get(turn.messageId) !== turn) return;
    turns.delete(turn.messageId);
    if (turns.size === 0) this.#senders.delete(turn.senderId);
    this.#expiring.delete(turn);
    this.#kept?.delete(turn);
    this.#ended -= 1;
  }

  clear(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#expiring.clear();
    this.#senders.clear();
    this.#kept?.clear();
    this.#open = 0;
    this.#ended = 0;
  }

  #forgetOldest(): void {
    for (const turn of this.#expiring.keys()) if (turn.hasEnded) return this.forget(turn);
  }

  #expireLater(turn: Turn, ttlMs: number): void {
    this.#expiring.delete(turn);
    this.#expiring.set(turn, this.#now() + ttlMs);
    this.#timer ??= this.#clock.setTimeout(() => this.#expire(), ttlMs, { keepAlive: false });
  }

  #expire(): void {
    const now = this.#now();
    for (const [turn, due] of this.#expiring) {
      if (due > now) {
        const wait = due - now;
        this.#timer = this.#clock.setTimeout(() => this.#expire(), wait, { keepAlive: false });
        return;
      }
      this.#expiring.delete(turn);
      if (turn.hasEnded) this.forget(turn);
      else turn.expire();
    }
    this.#timer = undefined;
  }
}
