import { abortable } from "./abort.js";

type Listener = (payload: never) => unknown;

/** Options of {@link Emitter}. */
export interface EmitterOptions {
  /**
   * Gets what listeners throw, and what async listeners reject with. Default: the platform's report
   * of uncaught errors (`reportError`, in Node a process warning), which ends nothing.
   */
  readonly onListenerError?: (error: unknown, event: PropertyKey) => void;
}

/**
 * Typed events. A listener that throws stops neither the others nor the emitter; listeners added or
 * removed while an event is delivered count from the next event on.
 *
 * @typeParam Events - maps event names to their payloads.
 */
export class Emitter<Events extends object> {
  // Arrays are replaced, never changed, so that emit() can walk them without a copy.
  readonly #listeners = new Map<PropertyKey, readonly Listener[]>();
  readonly #onError: (error: unknown, event: PropertyKey) => void;

  constructor(options: EmitterOptions = {}) {
    this.#onError = options.onListenerError ?? reportUncaught;
  }

  /**
   * Listens. The same function may be added more than once.
   *
   * @returns a function that stops listening.
   */
  on<K extends keyof Events>(name: K, fn: (payload: Events[K]) => void): () => void {
    // Each call gets an identity of its own, or two registrations of one function would share an end.
    const entry: Listener = (payload) => fn(payload);
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), entry]);
    return () => {
      const rest = this.#listeners.get(name)?.filter((listener) => listener !== entry);
      if (rest === undefined || rest.length === 0) this.#listeners.delete(name);
      else this.#listeners.set(name, rest);
    };
  }

  /**
   * Waits for the next event of that name.
   *
   * @throws `signal.reason` when the signal aborts first.
   */
  once<K extends keyof Events>(
    name: K,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<Events[K]> {
    let off = (): void => undefined;
    if (options.signal?.aborted === true) return Promise.reject(options.signal.reason as Error);
    const next = new Promise<Events[K]>((resolve) => {
      off = this.on(name, resolve);
    });
    return abortable(next, options.signal).finally(() => {
      off();
    });
  }

  /** Calls every listener of that name, in the order they were added. Never throws. */
  emit<K extends keyof Events>(name: K, payload: Events[K]): void {
    const listeners = this.#listeners.get(name);
    if (listeners === undefined) return;
    for (const listener of listeners) {
      try {
        const result = (listener as (payload: Events[K]) => unknown)(payload);
        if (result instanceof Promise) result.catch((e: unknown) => this.#report(e, name));
      } catch (error) {
        this.#report(error, name);
      }
    }
  }

  /** How many listen to that name. */
  listenerCount(name: keyof Events): number {
    return this.#listeners.get(name)?.length ?? 0;
  }

  /** Forgets every listener. */
  clear(): void {
    this.#listeners.clear();
  }

  #report(error: unknown, event: PropertyKey): void {
    try {
      this.#onError(error, event);
    } catch {
      // Whoever reports errors cannot be told about their own.
    }
  }
}

function reportUncaught(error: unknown): void {
  const report = (globalThis as { reportError?: (error: unknown) => void }).reportError;
  if (report !== undefined) report(error);
  else if (typeof process !== "undefined") process.emitWarning(toError(error));
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error("A listener threw", { cause: error });
}
