import type { Logger } from "@hawser/core";

/** Why the gateway is asked: the link is new, or the run was silent, or events were missed. */
export type AskReason = "reconnected" | "doubt";

/**
 * Asks one question at a time. One that comes up meanwhile is asked afterwards: the answer on its way
 * may be older than its cause.
 */
export class RunQuestions {
  readonly #ask: (reason: AskReason) => Promise<void>;
  readonly #logger: Logger;
  readonly #waiting = new Set<AskReason>();
  #busy = false;
  /** The new link was not asked to the end: the next question is that one. */
  #owed = false;

  constructor(ask: (reason: AskReason) => Promise<void>, logger: Logger) {
    this.#ask = ask;
    this.#logger = logger;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** The question about the new link has no answer yet. */
  owe(): void {
    this.#owed = true;
  }

  add(reason: AskReason): void {
    this.#waiting.add(this.#owed ? "reconnected" : reason);
    this.#owed = false;
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.size > 0) {
      const reason = this.#waiting.has("reconnected") ? "reconnected" : "doubt";
      this.#waiting.delete(reason);
      try {
        await this.#ask(reason);
      } catch (error) {
        if (reason === "reconnected") this.owe();
        this.#logger.debug("asking for the state of a run failed", { error });
      }
    }
    this.#busy = false;
  }
}
