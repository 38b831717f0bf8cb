import type { Clock, TimerHandle } from "@hawser/core";
import { lastChars } from "./text.js";

/** How progress turns into comments. */
export interface ProgressOptions {
  /** Shortest time between two comments, ms. Default 5000. */
  readonly minIntervalMs?: number;
  /** How long the first text waits for better ones, ms. Default 1000. */
  readonly firstMs?: number;
  /** A longer text is posted with its beginning cut off, in characters. Default 2000. */
  readonly maxChars?: number;
}

/** What {@link ProgressComments} works with. */
export interface ProgressContext {
  readonly options: ProgressOptions;
  readonly clock: Clock;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
  /** Posts a comment. May fail. */
  readonly post: (text: string) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * Turns a stream of texts into few comments: the latest text wins, one comment at a time, and time in
 * between. A comment that fails is not worth the run: the next one says more.
 */
export class ProgressComments {
  readonly #context: ProgressContext;
  #latest = "";
  #posted = "";
  #timer: TimerHandle;
  #lastAt: number | undefined;
  #posting: Promise<void> | undefined;
  #ended = false;

  constructor(context: ProgressContext) {
    this.#context = context;
  }

  /** The text as it is now. */
  update(text: string): void {
    if (this.#ended) return;
    this.#latest = text;
    this.#arm();
  }

  /**
   * Posts nothing more. What waits is posted once more, unless the run's last word begins with it, as the
   * text of a stream does; without a last word it is dropped. Resolves when all is posted.
   */
  async end(lastWord?: string): Promise<void> {
    this.#ended = true;
    this.#context.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#posting;
    if (lastWord?.trimStart().startsWith(this.#latest.trim()) === false) await this.#post();
  }

  #arm(): void {
    if (this.#timer !== undefined || this.#posting !== undefined || this.#ended) return;
    if (this.#latest.trim() === "" || this.#latest === this.#posted) return;
    const { clock, now, options } = this.#context;
    const { minIntervalMs = 5000, firstMs = 1000 } = options;
    const sinceMs = this.#lastAt === undefined ? 0 : now() - this.#lastAt;
    const waitMs = this.#lastAt === undefined ? firstMs : Math.max(0, minIntervalMs - sinceMs);
    this.#timer = clock.setTimeout(() => {
      this.#timer = undefined;
      this.#posting = this.#post().finally(() => {
        this.#posting = undefined;
        this.#arm();
      });
    }, waitMs);
  }

  async #post(): Promise<void> {
    const text = this.#latest;
    if (text.trim() === "" || text === this.#posted) return;
    const { now, options, post, onError } = this.#context;
    this.#posted = text;
    try {
      await post(lastChars(text, options.maxChars ?? 2000));
    } catch (error) {
      onError(error);
    }
    this.#lastAt = now();
  }
}
