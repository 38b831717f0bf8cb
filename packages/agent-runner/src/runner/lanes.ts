/** A piece of work that never rejects. */
export type Work = () => Promise<void>;

/**
 * Runs work: one after the other within a conversation, `concurrency` conversations at a time, those
 * that waited longest first.
 */
export class Lanes {
  readonly #concurrency: number;
  /** Conversations with work waiting or running. The first of each list runs, or waits for a place. */
  readonly #lanes = new Map<string, Work[]>();
  readonly #ready: string[] = [];
  #running = 0;
  #waiting = 0;
  #changed: (() => void)[] = [];

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** Work that has not ended. */
  get size(): number {
    return this.#running + this.#waiting;
  }

  push(conversation: string, work: Work): void {
    this.#waiting += 1;
    const lane = this.#lanes.get(conversation);
    if (lane === undefined) {
      this.#lanes.set(conversation, [work]);
      this.#ready.push(conversation);
    } else {
      lane.push(work);
    }
    this.#start();
  }

  /** Resolves once no more than that wait for a place. */
  async room(maxWaiting: number, signal: AbortSignal): Promise<void> {
    while (this.#waiting > maxWaiting && !signal.aborted) await this.#change(signal);
  }

  /** Resolves once nothing runs or waits. */
  async idle(): Promise<void> {
    while (this.size > 0) await this.#change();
  }

  #start(): void {
    while (this.#running < this.#concurrency) {
      const conversation = this.#ready.shift();
      if (conversation === undefined) return;
      const [work] = this.#lanes.get(conversation) ?? [];
      if (work === undefined) continue;
      this.#waiting -= 1;
      this.#running += 1;
      void work().then(() => this.#ended(conversation));
    }
  }

  #ended(conversation: string): void {
    this.#running -= 1;
    const lane = this.#lanes.get(conversation);
    lane?.shift();
    if (lane === undefined || lane.length === 0) this.#lanes.delete(conversation);
    else this.#ready.push(conversation);
    this.#start();
    for (const resolve of this.#changed.splice(0)) resolve();
  }

  #change(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        signal?.removeEventListener("abort", done);
        resolve();
      };
      this.#changed.push(done);
      signal?.addEventListener("abort", done, { once: true });
    });
  }
}
