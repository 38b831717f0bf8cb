import { nextReconnectDelay } from "../backoff.js";
import { systemClock, type Clock, type Random, type TimerHandle } from "../clock.js";
import type { HawserError } from "../errors.js";
import { redactingLogger, silentLogger, type Logger } from "../logger.js";
import { platformSocket } from "../socket/platform-socket.js";
import { Attempt, type AttemptEvent, type AttemptSetup } from "./attempt.js";
import { closedByUs, notConnected } from "./causes.js";
import { guard } from "./guard.js";
import type { ConnectionOptions } from "./options.js";
import type { ConnectionState } from "./state.js";
import { Waiters } from "./waiters.js";
import { platformWake, type WakeReason } from "./wake.js";

type StateOf<S, Status> = Extract<ConnectionState<S>, { status: Status }>;

/** A public state, with what it takes to leave it. */
type Phase<S> =
  | { readonly state: StateOf<S, "idle" | "closed"> }
  | {
      readonly state: StateOf<S, "connecting" | "handshaking" | "ready">;
      readonly attempt: Attempt<S>;
    }
  | { readonly state: StateOf<S, "waiting">; readonly timer: TimerHandle };

/**
 * A WebSocket connection that comes back: it opens sockets one after the other, shakes hands on each,
 * watches them, and waits between them as `nextReconnectDelay` says. Network errors are retried for
 * ever; what retrying cannot mend ends in state `closed` with the error.
 *
 * @typeParam S - what the handshake yields.
 */
export class Connection<S> {
  readonly #options: ConnectionOptions<S>;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #logger: Logger;
  readonly #setup: AttemptSetup<S>;
  readonly #waiters = new Waiters<S>();
  #retiring: readonly Attempt<S>[] = [];
  #listeners: readonly ((state: ConnectionState<S>, prev: ConnectionState<S>) => void)[] = [];
  readonly #changes: [state: ConnectionState<S>, prev: ConnectionState<S>][] = [];
  #phase: Phase<S> = { state: { status: "idle" } };
  #generation = 0;
  // Set from connect() until the first ready: only then may an aborted connect() undo the start.
  #starting = false;
  #stopWake: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: ConnectionOptions<S>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#logger = redactingLogger(options.logger ?? silentLogger);
    this.#setup = {
      options,
      openSocket: options.openSocket ?? platformSocket,
      clock: this.#clock,
      logger: this.#logger,
      report: (attempt, event) => {
        this.#progress(attempt, event);
      },
    };
  }

  /** Where the connection stands. */
  get state(): ConnectionState<S> {
    return this.#phase.state;
  }

  /** Bytes that wait to be sent, 0 without a socket. */
  get bufferedAmount(): number {
    return "attempt" in this.#phase ? this.#phase.attempt.bufferedAmount : 0;
  }

  /**
   * Listens to state changes; every listener sees every change, in order.
   *
   * @returns a function that stops listening.
   */
  onState(fn: (state: ConnectionState<S>, prev: ConnectionState<S>) => void): () => void {
    const listener: typeof fn = (state, prev) => {
      fn(state, prev);
    };
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /**
   * Starts the connection if it is idle or has failed, and waits until it is ready.
   *
   * Aborting only ends this wait; but when nobody else waits and the connection has not been ready
   * since it was started, it goes back to idle.
   *
   * @throws the final HawserError that ended the connection; ConnectionLostError `CLOSED` after
   * `close()`; `signal.reason`.
   */
  connect(options: { readonly signal?: AbortSignal } = {}): Promise<S> {
    const { signal } = options;
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    if (this.#closing !== undefined) return Promise.reject(closedByUs());
    const { state } = this.#phase;
    if (state.status === "ready") return Promise.resolve(state.session);
    const waiting = this.#waiters.wait(signal, () => {
      if (this.#starting && this.#waiters.size === 0) this.#backToIdle(signal?.reason);
    });
    if (state.status === "idle" || state.status === "closed") this.#start();
    return waiting;
  }

  /**
   * Sends a text message.
   *
   * @throws ConnectionLostError (`maybeExecuted: false`) when not ready.
   */
  send(text: string): void {
    const phase = this.#phase;
    if (phase.state.status !== "ready") throw notConnected();
    (phase as { attempt: Attempt<S> }).attempt.send(text);
  }

  /** Waiting: tries at once. Ready: asks the link for a sign of life. Otherwise nothing. */
  kick(reason: string): void {
    const phase = this.#phase;
    this.#logger.debug("Kicked", { reason, status: phase.state.status });
    if ("timer" in phase) {
      this.#clock.clearTimeout(phase.timer);
      this.#try(phase.state.attempt);
    } else if ("attempt" in phase) {
      phase.attempt.probe();
    }
  }

  /** Gives the current socket up and reconnects, whatever the error says. Without one: nothing. */
  drop(error: HawserError): void {
    const phase = this.#phase;
    if (!("attempt" in phase)) return;
    phase.attempt.stop(error);
    this.#lost(phase.attempt, error, true);
  }

  /** Counts as a sign of life, like an inbound message. */
  touch(): void {
    if ("attempt" in this.#phase) this.#phase.attempt.touch();
  }

  /**
   * Ends the connection for good, in any state. Resolves within a second, when no socket and no timer
   * is left; further calls give the same promise. Waiting `connect()` calls reject with
   * ConnectionLostError `CLOSED`.
   *
   * @param code - the close code to send. Default 1000.
   * @param reason - cut to 123 bytes.
   */
  close(code?: number, reason?: string): Promise<void> {
    if (this.#closing !== undefined) return this.#closing;
    let begin = (): void => undefined;
    // There before anything happens, so that a listener's close() finds it.
    this.#closing = new Promise<void>((resolve) => {
      begin = resolve;
    }).then(() => this.#allGone());
    const error = closedByUs();
    const phase = this.#phase;
    this.#leave(phase, error, code, reason);
    if (phase.state.status !== "closed") this.#enter({ state: { status: "closed" } });
    this.#waiters.reject(error);
    begin();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #start(): void {
    this.#starting = true;
    if (this.#options.wake !== false) {
      const source = this.#options.wake ?? platformWake;
      this.#stopWake = guard(this.#logger, "wake", () =>
        source((reason) => {
          this.#wake(reason);
        }),
      );
    }
    this.#try(0);
  }

  #try(count: number): void {
    const attempt = new Attempt(this.#setup, ++this.#generation, count);
    this.#enter({ state: { status: "connecting", attempt: count }, attempt });
    // A listener may have closed us.
    if (this.#isCurrent(attempt)) attempt.start();
  }

  #progress(attempt: Attempt<S>, event: AttemptEvent<S>): void {
    switch (event.kind) {
      case "opened":
        this.#enter({ state: { status: "handshaking", attempt: attempt.attempt }, attempt });
        return;
      case "ready":
        this.#ready(attempt, event.session);
        return;
      case "ended":
        this.#lost(attempt, event.error, event.error.retryable);
        return;
      default:
        event satisfies never;
    }
  }

  #ready(attempt: Attempt<S>, session: S): void {
    this.#logger.info("Ready", { generation: attempt.generation, attempt: attempt.attempt });
    guard(this.#logger, "onReady", () => this.#options.onReady?.(session, attempt));
    // It may have closed or dropped us.
    if (!this.#isCurrent(attempt)) return;
    this.#starting = false;
    this.#enter({ state: { status: "ready", session, since: this.#clock.now() }, attempt });
    this.#waiters.resolve(session);
  }

  /** A socket ended: on to the next one, or to the end. */
  #lost(attempt: Attempt<S>, error: HawserError, retry: boolean): void {
    this.#track(attempt);
    const phase = this.#phase;
    // An onLost that closed or dropped has already gone on.
    if (!("attempt" in phase) || phase.attempt !== attempt) return;
    const reconnect = this.#options.reconnect ?? {};
    const { healthyMs = 10_000, maxAttempts = Infinity } = reconnect || {};
    const { state } = phase;
    const healthy = state.status === "ready" && this.#clock.now() - state.since >= healthyMs;
    const count = healthy ? 0 : attempt.attempt;
    if (reconnect === false || !retry || count + 1 >= maxAttempts) {
      this.#giveUp(error);
      return;
    }
    const { retryAfterMs } = error;
    const delayMs = nextReconnectDelay({
      attempt: count,
      retryAfterMs,
      options: reconnect,
      random: this.#random,
    });
    this.#logger.warn("Lost, will try again", { error, delayMs, attempt: count + 1 });
    this.#wait(count + 1, delayMs, error);
  }

  #wait(attempt: number, delayMs: number, error: HawserError): void {
    const timer = this.#clock.setTimeout(() => {
      this.#try(attempt);
    }, delayMs);
    const until = this.#clock.now() + delayMs;
    this.#enter({ state: { status: "waiting", attempt, delayMs, until, error }, timer });
  }

  #giveUp(error: HawserError): void {
    this.#logger.error("Gave up", { error });
    this.#stopWaking();
    // Before anyone is told: a listener may connect anew.
    this.#waiters.reject(error);
    this.#enter({ state: { status: "closed", error } });
  }

  #backToIdle(reason: unknown): void {
    this.#logger.debug("Nobody waits any more", { reason });
    this.#leave(this.#phase, closedByUs());
    this.#enter({ state: { status: "idle" } });
  }

  #wake(reason: WakeReason): void {
    const phase = this.#phase;
    if ("attempt" in phase) {
      phase.attempt.probe();
      return;
    }
    if (!("timer" in phase)) return;
    const { attempt, delayMs, until, error } = phase.state;
    const { firstMaxMs = 500 } = this.#options.reconnect || {};
    const now = this.#clock.now();
    // The other end's wish still holds.
    const floor = Math.max(0, until - delayMs + (error.retryAfterMs ?? 0) - now);
    const sooner = Math.round(floor + this.#random() * firstMaxMs);
    if (sooner >= until - now) return;
    this.#logger.debug("Woken", { reason, delayMs: sooner });
    this.#clock.clearTimeout(phase.timer);
    this.#wait(attempt, sooner, error);
  }

  /** Stops whatever the phase has running. */
  #leave(phase: Phase<S>, error: HawserError, code?: number, reason?: string): void {
    this.#starting = false;
    this.#stopWaking();
    if ("timer" in phase) this.#clock.clearTimeout(phase.timer);
    if ("attempt" in phase) {
      phase.attempt.stop(error, code, reason);
      this.#track(phase.attempt);
    }
  }

  /** An ended attempt may still have a socket to close: close() waits for it. */
  #track(attempt: Attempt<S>): void {
    this.#retiring = [...this.#retiring, attempt];
    void attempt.whenGone().then(() => {
      this.#retiring = this.#retiring.filter((other) => other !== attempt);
    });
  }

  async #allGone(): Promise<void> {
    await Promise.all(this.#retiring.map((attempt) => attempt.whenGone()));
  }

  #stopWaking(): void {
    const stop = this.#stopWake;
    this.#stopWake = undefined;
    if (stop !== undefined) guard(this.#logger, "wake", stop);
  }

  #isCurrent(attempt: Attempt<S>): boolean {
    return "attempt" in this.#phase && this.#phase.attempt === attempt;
  }

  /** The one place where the state changes. */
  #enter(phase: Phase<S>): void {
    const prev = this.#phase.state;
    this.#phase = phase;
    this.#changes.push([phase.state, prev]);
    // A listener that changes the state is inside this loop already: the change waits its turn.
    if (this.#changes.length > 1) return;
    for (let change = this.#changes[0]; change !== undefined; change = this.#changes[0]) {
      const [state, before] = change;
      for (const listener of this.#listeners) {
        guard(this.#logger, "A state listener", () => {
          listener(state, before);
        });
      }
      this.#changes.shift();
    }
  }
}
