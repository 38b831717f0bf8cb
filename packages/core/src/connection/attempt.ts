import type { Clock, TimerHandle } from "../clock.js";
import { HawserError, TimeoutError } from "../errors.js";
import type { RawMessage } from "../frames.js";
import type { Logger } from "../logger.js";
import { redactUrl } from "../redact.js";
import type { CloseInfo, OpenSocket, Socket, SocketHandlers } from "../socket/socket.js";
import { webSocketUrl } from "../socket/url.js";
import { badSocket, handshakeFailed, notConnected, providerFailed, silent } from "./causes.js";
import { classifyClose } from "./close-classifier.js";
import { guard } from "./guard.js";
import type { ConnectionOptions, Link } from "./options.js";
import { Watchdog, type WatchdogOwner } from "./watchdog.js";

/** How long the other end may take to answer our close frame. */
const CLOSE_GRACE_MS = 500;
/** How long a terminated socket may take to say so. */
const TERMINATE_GRACE_MS = 250;

/** How an attempt goes. `ended`: by itself; told once, and never after {@link Attempt.stop}. */
export type AttemptEvent<S> =
  | { readonly kind: "opened" }
  | { readonly kind: "ready"; readonly session: S }
  | { readonly kind: "ended"; readonly error: HawserError };

/** What an attempt is made with: the connection's options, defaults filled in. */
export interface AttemptSetup<S> {
  readonly options: ConnectionOptions<S>;
  readonly openSocket: OpenSocket;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly report: (attempt: Attempt<S>, event: AttemptEvent<S>) => void;
}

/**
 * ```text
 *   resolving ──► opening ──► handshaking ──► ready
 *       │            │             │            │        fail() or stop()
 *       │            └─────────────┴────────────┴──► closing ──► gone
 *       └───────────────────────────────────────────────────────► gone
 * ```
 */
type Phase =
  | { readonly name: "resolving" }
  /** `socket` is missing while openSocket is at work; what comes meanwhile is kept in `early`. */
  | { readonly name: "opening"; socket?: Socket; open: boolean; readonly early: RawMessage[] }
  | { readonly name: "handshaking"; readonly socket: Socket }
  | { readonly name: "ready"; readonly socket: Socket; readonly watchdog: Watchdog }
  | { readonly name: "closing"; readonly error: HawserError }
  | { readonly name: "gone"; readonly error: HawserError };

/** One socket's life, from asking for the URL to the last event. Never comes back. */
export class Attempt<S> implements Link, SocketHandlers, WatchdogOwner {
  readonly generation: number;
  readonly attempt: number;
  readonly #setup: AttemptSetup<S>;
  #phase: Phase = { name: "resolving" };
  // The phase's deadline: connecting, handshaking or closing.
  #timer: TimerHandle;
  #controller: AbortController | undefined;
  #onGone: (() => void) | undefined;

  constructor(setup: AttemptSetup<S>, generation: number, attempt: number) {
    this.#setup = setup;
    this.generation = generation;
    this.attempt = attempt;
  }

  get signal(): AbortSignal {
    // Made on demand: an idle connection carries none.
    this.#controller ??= new AbortController();
    const phase = this.#phase;
    if (phase.name === "closing" || phase.name === "gone") this.#controller.abort(phase.error);
    return this.#controller.signal;
  }

  get bufferedAmount(): number {
    const phase = this.#phase;
    return phase.name === "handshaking" || phase.name === "ready" ? phase.socket.bufferedAmount : 0;
  }

  start(): void {
    const ms = this.#setup.options.connectTimeoutMs ?? 10_000;
    this.#deadline(ms, () => {
      this.#fail(
        new TimeoutError(`No connection within ${ms} ms`, {
          code: "CONNECT_TIMEOUT",
          timeoutMs: ms,
        }),
        "hard",
      );
    });
    this.#open().catch((error: unknown) => {
      if (this.#phase.name === "closing") this.#gone(this.#phase.error);
      // Whatever failed, there is no socket.
      this.#fail(error as HawserError, "closed");
    });
  }

  send(text: string): void {
    const phase = this.#phase;
    if (phase.name !== "ready" && phase.name !== "handshaking") throw notConnected();
    try {
      phase.socket.send(text);
    } catch (cause) {
      // Whatever the socket says of itself: nothing can be done with it.
      const error = notConnected(cause);
      this.#fail(error, "hard");
      throw error;
    }
  }

  /** Counts as a sign of life. */
  touch(): void {
    if (this.#phase.name === "ready") this.#phase.watchdog.touch();
  }

  /** Asks a ready link for a sign of life. */
  probe(): void {
    const phase = this.#phase;
    if (phase.name !== "ready") return;
    const { options, logger } = this.#setup;
    if (options.probe === undefined) {
      phase.watchdog.probe(phase.watchdog.limitMs / 2);
      return;
    }
    phase.watchdog.probe(Math.min(options.probeTimeoutMs ?? 5000, phase.watchdog.limitMs));
    guard(logger, "probe", () => options.probe?.(this));
  }

  /** Ends it from above, with a closing handshake if there is a socket to close. */
  stop(error: HawserError, code?: number, reason?: string): void {
    this.#end(error, "polite", code, reason);
  }

  /** Resolves when nothing is left: no socket, no timer. At most {@link CLOSE_GRACE_MS} + {@link TERMINATE_GRACE_MS} after the end. */
  whenGone(): Promise<void> {
    if (this.#phase.name === "gone") return Promise.resolve();
    return new Promise((resolve) => {
      const before = this.#onGone;
      this.#onGone = () => {
        before?.();
        resolve();
      };
    });
  }

  onOpen(): void {
    const phase = this.#phase;
    if (phase.name !== "opening") return;
    phase.open = true;
    this.#beginHandshake();
  }

  onMessage(data: RawMessage): void {
    const phase = this.#phase;
    switch (phase.name) {
      case "ready":
        phase.watchdog.touch();
        break;
      case "handshaking":
        break;
      case "opening":
        phase.early.push(data);
        return;
      default:
        return;
    }
    try {
      this.#setup.options.onMessage(data, this);
    } catch (error) {
      this.#setup.logger.error("A message handler threw", { error });
    }
  }

  onClose(close: CloseInfo): void {
    const phase = this.#phase;
    if (phase.name === "gone") return;
    if (phase.name === "closing") {
      this.#gone(phase.error);
      return;
    }
    const reached =
      phase.name === "handshaking" || phase.name === "ready" ? phase.name : "connecting";
    const { options, logger } = this.#setup;
    const error =
      guard(logger, "classifyClose", () => options.classifyClose?.(close, reached)) ??
      classifyClose(close, reached);
    this.#fail(error, "closed");
  }

  onSilence(silentMs: number): void {
    this.#fail(silent(silentMs), "hard");
  }

  onLateCheck(): void {
    this.probe();
  }

  async #open(): Promise<void> {
    const { options, openSocket, logger } = this.#setup;
    const url = webSocketUrl(await this.#provide("url", options.url));
    const socketOptions = await this.#provide("socket", options.socket ?? {});
    if (this.#phase.name !== "resolving") return;
    const phase: Phase = { name: "opening", open: false, early: [] };
    this.#phase = phase;
    logger.debug("Connecting", { url: redactUrl(url), attempt: this.attempt });
    let socket: Socket;
    try {
      socket = await openSocket(url, socketOptions, this);
    } catch (error) {
      throw error instanceof HawserError ? error : badSocket(error);
    }
    if (this.#phase !== phase) {
      // Given up while the socket was being made; its end is reported to onClose.
      socket.terminate();
      return;
    }
    phase.socket = socket;
    this.#beginHandshake();
  }

  async #provide<T>(
    name: "url" | "socket",
    source: T | ((context: { attempt: number; signal: AbortSignal }) => T | Promise<T>),
  ): Promise<T> {
    if (typeof source !== "function") return source;
    try {
      const provider = source as (context: object) => T | Promise<T>;
      return await provider({ attempt: this.attempt, signal: this.signal });
    } catch (error) {
      throw error instanceof HawserError ? error : providerFailed(name, error);
    }
  }

  #beginHandshake(): void {
    const opening = this.#phase;
    if (opening.name !== "opening" || !opening.open || opening.socket === undefined) return;
    const { options, report } = this.#setup;
    const phase: Phase = { name: "handshaking", socket: opening.socket };
    this.#phase = phase;
    const ms = options.handshakeTimeoutMs ?? 15_000;
    this.#deadline(ms, () => {
      this.#fail(
        new TimeoutError(`The handshake was not done within ${ms} ms`, {
          code: "HANDSHAKE_TIMEOUT",
          timeoutMs: ms,
        }),
        "hard",
      );
    });
    report(this, { kind: "opened" });
    if (this.#phase !== phase) return;
    // Synchronously, so that it is listening before the first message.
    const failed = (error: unknown): void => {
      this.#fail(error instanceof HawserError ? error : handshakeFailed(error), "polite");
    };
    try {
      options.handshake(this).then((session) => {
        this.#becomeReady(session);
      }, failed);
    } catch (error) {
      failed(error);
    }
    for (const data of opening.early) this.onMessage(data);
  }

  #becomeReady(session: S): void {
    const phase = this.#phase;
    if (phase.name !== "handshaking") return;
    const { options, clock, logger, report } = this.#setup;
    this.#clearTimer();
    const limitMs = guard(logger, "idleLimitMs", () => options.idleLimitMs?.(session)) ?? Infinity;
    const watchdog = new Watchdog(clock, limitMs, this);
    this.#phase = { name: "ready", socket: phase.socket, watchdog };
    report(this, { kind: "ready", session });
  }

  #fail(error: HawserError, how: "polite" | "hard" | "closed"): void {
    if (this.#end(error, how)) this.#setup.report(this, { kind: "ended", error });
  }

  #end(
    error: HawserError,
    how: "polite" | "hard" | "closed",
    code?: number,
    reason?: string,
  ): boolean {
    const phase = this.#phase;
    if (phase.name === "closing" || phase.name === "gone") return false;
    this.#clearTimer();
    if (phase.name === "ready") phase.watchdog.stop();
    const wasOpen = phase.name === "handshaking" || phase.name === "ready";
    if (how === "closed" || phase.name === "resolving") {
      this.#gone(error);
    } else {
      this.#phase = { name: "closing", error };
      if (how === "polite" && wasOpen) this.#closePolitely(phase.socket, code, reason);
      else this.#terminate(phase.socket);
    }
    this.#controller?.abort(error);
    if (wasOpen) guard(this.#setup.logger, "onLost", () => this.#setup.options.onLost?.(error));
    return true;
  }

  #closePolitely(socket: Socket, code?: number, reason?: string): void {
    this.#deadline(CLOSE_GRACE_MS, () => {
      this.#terminate(socket);
    });
    try {
      socket.close(code, reason);
    } catch {
      this.#terminate(socket);
    }
  }

  #terminate(socket: Socket | undefined): void {
    const phase = this.#phase;
    if (phase.name !== "closing") return;
    this.#deadline(TERMINATE_GRACE_MS, () => {
      this.#gone(phase.error);
    });
    guard(this.#setup.logger, "terminate", () => socket?.terminate());
  }

  #gone(error: HawserError): void {
    this.#clearTimer();
    this.#phase = { name: "gone", error };
    this.#onGone?.();
    this.#onGone = undefined;
  }

  #deadline(ms: number, fn: () => void): void {
    this.#clearTimer();
    if (ms !== Infinity) this.#timer = this.#setup.clock.setTimeout(fn, ms);
  }

  #clearTimer(): void {
    this.#setup.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
