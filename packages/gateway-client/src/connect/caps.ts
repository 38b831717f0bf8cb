import type { Clock, TimerHandle } from "@hawser/core";

const DEFAULT_CAPS: readonly string[] = ["tool-events"];
const CHECK_MS = 50;

interface CapsContext {
  readonly clock: Clock;
  /** Caps the current session announced, undefined when there is none or its gateway ignores them. */
  announced(): readonly string[] | undefined;
  /** Whether calls are in flight that a new socket would cut off. */
  busy(): boolean;
  /** Connect anew, announcing {@link Caps.list}. */
  reconnect(): void;
}

/**
 * What is announced at connect: the caller's list as it is, or what is in use. Announcing approvals
 * without watching them would make a gateway wait for a decision nobody takes.
 */
export class Caps {
  readonly #fixed: boolean;
  readonly #list: Set<string>;
  readonly #context: CapsContext;
  #timer: TimerHandle | undefined;

  constructor(explicit: readonly string[] | undefined, context: CapsContext) {
    this.#fixed = explicit !== undefined;
    this.#list = new Set(explicit ?? DEFAULT_CAPS);
    this.#context = context;
  }

  get list(): readonly string[] {
    return [...this.#list];
  }

  /** Makes sure that these are announced; an open session is renewed once no call is in flight. */
  need(caps: readonly string[]): void {
    if (this.#fixed) return;
    for (const cap of caps) this.#list.add(cap);
    this.#renewWhenIdle();
  }

  cancel(): void {
    this.#context.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #renewWhenIdle(): void {
    if (this.#timer !== undefined) return;
    const announced = this.#context.announced();
    if (announced === undefined || [...this.#list].every((cap) => announced.includes(cap))) return;
    this.#timer = this.#context.clock.setTimeout(
      () => {
        this.#timer = undefined;
        if (this.#context.busy()) this.#renewWhenIdle();
        else if (this.#context.announced() !== undefined) this.#context.reconnect();
      },
      CHECK_MS,
      { keepAlive: false },
    );
  }
}
