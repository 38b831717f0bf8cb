import type { Clock, TimerHandle } from "@hawser/core";
import type { ResumeOptions } from "../options.js";
import type { Turn } from "./turn.js";

interface SenderTurns {
  /** By message id, oldest first. */
  readonly turns: Map<string, Turn>;
  ended: number;
}

/**
 * Every reply that is open, and those that ended lately: for `chat.resume`, `chat.stop`, and for messages
 * that come a second time.
 */
export class ReplyBook {
  readonly #senders = new Map<string, SenderTurns>();
  /** Ended replies, and open ones without a connection. All live equally long: the first expires first. */
  readonly #expiring = new Map<Turn, number>();
  readonly #resume: Required<ResumeOptions> | undefined;
  readonly #clock: Clock;
  readonly #now: () => number;
  #chars = 0;
  #open = 0;
  #timer: TimerHandle;

  constructor(resume: Required<ResumeOptions> | undefined, clock: Clock, now: () => number) {
    this.#resume = resume;
    this.#clock = clock;
    this.#now = now;
  }

  /** Replies that have not ended. */
  get open(): number {
    return this.#open;
  }

  /** Replies that ended and are kept. */
  get kept(): number {
    let kept = 0;
    for (const { ended } of this.#senders.values()) kept += ended;
    return kept;
  }

  get(senderId: string, messageId: string): Turn | undefined {
    return this.#senders.get(senderId)?.turns.get(messageId);
  }

  openTurns(): Turn[] {
    const all = [...this.#senders.values()].flatMap(({ turns }) => [...turns.values()]);
    return all.filter((turn) => !turn.hasEnded);
  }

  add(turn: Turn): void {
    let sender = this.#senders.get(turn.senderId);
    if (sender === undefined) {
      this.#senders.set(turn.senderId, (sender = { turns: new Map(), ended: 0 }));
    }
    sender.turns.set(turn.messageId, turn);
    this.#open += 1;
  }

  /** Keeps an ended reply for a while, within bounds. */
  ended(turn: Turn): void {
    const sender = this.#senders.get(turn.senderId);
    if (sender?.turns.get(turn.messageId) !== turn) return;
    this.#open -= 1;
    sender.ended += 1;
    this.#chars += turn.chars;
    if (this.#resume === undefined) return this.remove(turn);
    this.#expireLater(turn, this.#resume.ttlMs);
    if (sender.ended > this.#resume.maxPerSender) this.#dropOldest(sender.turns.values());
    while (this.#chars > this.#resume.maxTotalChars && this.#dropOldest(this.#expiring.keys()));
  }

  /**
   * Keeps an open reply whose connection has gone.
   *
   * @returns false when replies end with their connections.
   */
  park(turn: Turn): boolean {
    if (this.#resume === undefined) return false;
    this.#expireLater(turn, this.#resume.ttlMs);
    return true;
  }

  /** The sender has come back. */
  unpark(turn: Turn): void {
    this.#expiring.delete(turn);
  }

  /** Forgets a reply that has ended. */
  remove(turn: Turn): void {
    this.#expiring.delete(turn);
    const sender = this.#senders.get(turn.senderId);
    if (sender?.turns.get(turn.messageId) !== turn) return;
    sender.turns.delete(turn.messageId);
    sender.ended -= 1;
    this.#chars -= turn.chars;
    if (sender.turns.size === 0) this.#senders.delete(turn.senderId);
  }

  clear(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#expiring.clear();
    this.#senders.clear();
    this.#chars = 0;
    this.#open = 0;
  }

  #dropOldest(turns: Iterable<Turn>): boolean {
    for (const turn of turns) {
      if (!turn.hasEnded) continue;
      this.remove(turn);
      return true;
    }
    return false;
  }

  #expireLater(turn: Turn, ttlMs: number): void {
    this.#expiring.delete(turn);
    this.#expiring.set(turn, this.#now() + ttlMs);
    this.#timer ??= this.#clock.setTimeout(() => this.#expire(), ttlMs, { keepAlive: false });
  }

  #expire(): void {
    this.#timer = undefined;
    const now = this.#now();
    for (const [turn, due] of this.#expiring) {
      if (due > now) {
        const wait = due - now;
        this.#timer = this.#clock.setTimeout(() => this.#expire(), wait, { keepAlive: false });
        return;
      }
      this.#expiring.delete(turn);
      if (turn.hasEnded) this.remove(turn);
      else turn.expire();
    }
  }
}
