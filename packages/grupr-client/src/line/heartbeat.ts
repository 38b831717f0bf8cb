import type { Clock, TimerHandle } from "@hawser/core";

/** What a {@link Heartbeat} works with. */
export interface HeartbeatOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Asks for a sign of life. */
  readonly ping: () => void;
  /** Nothing came, though this hub answers. */
  readonly onDead: (silentMs: number) => void;
}

/**
 * Asks a hub for signs of life. Whether it answers at all is not documented, so silence counts as death
 * only once it has answered a ping, on this connection or an earlier one.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #answers = false;
  #timer: TimerHandle;
  #pingedAt: number | undefined;
  #running = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  start(): void {
    this.stop();
    this.#running = true;
    this.#later();
  }

  stop(): void {
    this.#running = false;
    this.#pingedAt = undefined;
    this.#options.clock.clearTimeout(this.#timer);
  }

  /** Something came. */
  heard(): void {
    if (this.#pingedAt === undefined) return;
    this.#answers = true;
    this.#pingedAt = undefined;
    this.#later();
  }

  #later(): void {
    this.#wait(this.#options.intervalMs, () => {
      this.#pingedAt = this.#options.clock.now();
      this.#wait(this.#options.timeoutMs, () => this.#overdue());
      this.#options.ping();
    });
  }

  #overdue(): void {
    const { clock, onDead } = this.#options;
    const silentMs = clock.now() - (this.#pingedAt ?? clock.now());
    this.#pingedAt = undefined;
    if (this.#answers) onDead(silentMs);
    else this.#later();
  }

  #wait(ms: number, fn: () => void): void {
    const { clock } = this.#options;
    clock.clearTimeout(this.#timer);
    if (!this.#running) return;
    this.#timer = clock.setTimeout(fn, ms, { keepAlive: false });
  }
}
