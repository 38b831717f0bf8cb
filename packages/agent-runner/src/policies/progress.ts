import type { Clock, TimerHandle } from "@hawser/core";

/** What {@link Progress} works with. */
export interface ProgressSetup {
  readonly everyMs: number;
  readonly clock: Clock;
  readonly show: (text: string) => void | Promise<void>;
  readonly onError: (error: unknown) => void;
}

type State =
  | { readonly kind: "idle"; readonly notBefore: number }
  | { readonly kind: "waiting"; readonly timer: TimerHandle }
  | { readonly kind: "showing"; readonly done: Promise<void> }
  | { readonly kind: "ended" };

/**
 * Shows a text that grows: the first at once, then the newest, one at a time and with a pause in
 * between. A showing that fails is not worth the task.
 *
 * idle → showing → idle (with something new: → waiting → showing); any → ended.
 */
export class Progress {
  readonly #setup: ProgressSetup;
  #state: State = { kind: "idle", notBefore: -Infinity };
  #latest: string | undefined;
  #shown = false;

  constructor(setup: ProgressSetup) {
    this.#setup = setup;
  }

  /** Whether anything was handed over. */
  get hasShown(): boolean {
    return this.#shown;
  }

  update(text: string): void {
    if (this.#state.kind === "ended") return;
    this.#latest = text;
    if (this.#state.kind === "idle") this.#next(this.#state.notBefore);
  }

  /** Shows nothing more: the answer says it all. Resolves when nothing is on its way. */
  async end(): Promise<void> {
    const state = this.#state;
    this.#state = { kind: "ended" };
    if (state.kind === "waiting") this.#setup.clock.clearTimeout(state.timer);
    if (state.kind === "showing") await state.done;
  }

  #next(notBefore: number): void {
    if (this.#latest === undefined) {
      this.#state = { kind: "idle", notBefore };
      return;
    }
    const { clock, everyMs } = this.#setup;
    // A clock that was set back must not keep anybody waiting.
    const waitMs = Math.min(notBefore - clock.now(), everyMs);
    if (waitMs <= 0) this.#show();
    else this.#state = { kind: "waiting", timer: clock.setTimeout(() => this.#show(), waitMs) };
  }

  #show(): void {
    const { clock, everyMs, show, onError } = this.#setup;
    const text = this.#latest ?? "";
    this.#latest = undefined;
    this.#shown = true;
    const done = (async (): Promise<void> => {
      try {
        await show(text);
      } catch (error) {
        onError(error);
      }
    })();
    const showing: State = { kind: "showing", done };
    this.#state = showing;
    void done.then(() => {
      if (this.#state === showing) this.#next(clock.now() + everyMs);
    });
  }
}
