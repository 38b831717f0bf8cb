import { readFileSync } from "node:fs";
import { Emitter, silentLogger, type Logger } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import type { GatewayPort } from "../../src/client-port.js";
import { rpcFailure } from "../../src/connect/failures.js";
import { isRestarted } from "../../src/connect/same-process.js";
import type { HelloOk } from "../../src/schemas/connect.js";

export type Version = "2026.3.2" | "2026.9.6";
export const versions: readonly Version[] = ["2026.3.2", "2026.9.6"];

/** A response as it was recorded. */
export interface Answer {
  ok: boolean;
  payload?: unknown;
  error?: { code: string; message: string; details?: unknown };
}

export interface Recorded {
  event: string;
  payload: Record<string, unknown>;
}

function fixture(name: string): unknown {
  return JSON.parse(
    readFileSync(new URL(`../fixtures/trackers/${name}.json`, import.meta.url), "utf8"),
  );
}

/** What that version answered when it was asked. */
export function recordedAnswers(version: Version): Record<string, Answer> & {
  approvalRefusals: Answer[];
  hello: HelloOk;
} {
  return fixture(`answers-${version}`) as ReturnType<typeof recordedAnswers>;
}

/** The events that version sent in a recorded scene. */
export function recordedEvents(version: Version, scene: string): Recorded[] {
  return (fixture(`events-${version}`) as Record<string, Recorded[]>)[scene] ?? [];
}

export type Handler = (params: Record<string, unknown>) => unknown;

/** A gateway in memory: a handler per method, everything asked is kept, events on demand. */
export class MemoryPort implements GatewayPort {
  readonly clock: ManualClock = new ManualClock();
  readonly logger: Logger;
  readonly asked: { method: string; params: Record<string, unknown> }[] = [];
  readonly handlers: Map<string, Handler> = new Map();
  hello: HelloOk | undefined;
  #last: HelloOk | undefined;
  #readyAt = 0;
  readonly #events: Emitter<Record<string, unknown>>;
  readonly #ready = new Set<Parameters<GatewayPort["onReady"]>[0]>();
  readonly #lost = new Set<() => void>();
  readonly #resync = new Set<Parameters<GatewayPort["onResync"]>[0]>();
  readonly #heard = new Map<string, number>();

  constructor(version: Version = "2026.9.6", logger: Logger = silentLogger) {
    this.logger = logger;
    this.#readyAt = this.clock.now();
    this.#events = new Emitter({
      onListenerError: (error, event) => logger.error("listener", { event: String(event), error }),
    });
    this.hello = structuredClone(recordedAnswers(version).hello);
  }

  get protocol(): 3 | 4 | undefined {
    return this.hello?.protocol as 3 | 4 | undefined;
  }

  hasScope(): boolean {
    return true;
  }

  /** How many listen, to that event or at all. */
  listeners(event?: string): number {
    const heard = [...this.#heard].filter(([name]) => event === undefined || name === event);
    const listening = heard.reduce((sum, [, count]) => sum + count, 0);
    if (event !== undefined) return listening;
    return listening + this.#ready.size + this.#lost.size + this.#resync.size;
  }

  times(method: string): number {
    return this.asked.filter((request) => request.method === method).length;
  }

  answer(method: string, handler: Handler): this {
    this.handlers.set(method, handler);
    return this;
  }

  request<T>(method: string, params: object = {}): Promise<T> {
    this.asked.push({ method, params: params as Record<string, unknown> });
    const handler = this.handlers.get(method);
    return new Promise<T>((resolve, reject) => {
      setImmediate(() => {
        try {
          if (handler === undefined) throw refusal(method, `unknown method: ${method}`);
          resolve(handler(params as Record<string, unknown>) as T);
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  on(event: string, fn: (payload: unknown) => void): () => void {
    this.#heard.set(event, (this.#heard.get(event) ?? 0) + 1);
    const off = this.#events.on(event, fn);
    return () => {
      off();
      this.#heard.set(event, (this.#heard.get(event) ?? 1) - 1);
    };
  }

  onReady(fn: Parameters<GatewayPort["onReady"]>[0]): () => void {
    this.#ready.add(fn);
    return () => this.#ready.delete(fn);
  }

  onLost(fn: () => void): () => void {
    this.#lost.add(fn);
    return () => this.#lost.delete(fn);
  }

  onResync(fn: Parameters<GatewayPort["onResync"]>[0]): () => void {
    this.#resync.add(fn);
    return () => this.#resync.delete(fn);
  }

  emit(event: string, payload: unknown): void {
    this.#events.emit(event, payload);
  }

  replay(events: readonly Recorded[]): void {
    for (const { event, payload } of events) this.emit(event, payload);
  }

  /** The connection is lost and another session becomes ready, with this hello or the old one's copy. */
  reconnect(change: (hello: HelloOk) => void = () => {}): void {
    this.lose();
    this.resume(change);
  }

  /** The connection is lost. */
  lose(): void {
    this.#last = this.hello;
    this.hello = undefined;
    for (const lost of this.#lost) lost();
  }

  /** Another session is ready, with the last one's hello or what becomes of its copy. */
  resume(change: (hello: HelloOk) => void = () => {}): void {
    const earlier = { hello: this.#last as HelloOk, readyAt: this.#readyAt };
    const hello = structuredClone(earlier.hello);
    change(hello);
    this.hello = hello;
    const now = this.clock.now();
    this.#readyAt = now;
    const restarted = isRestarted(earlier, hello, now);
    for (const ready of this.#ready) ready(hello, { resumed: true, restarted });
    this.resync("reconnect");
  }

  resync(reason: "gap" | "reconnect" | "overflow"): void {
    for (const listener of this.#resync) listener({ reason });
  }

  /** Lets everything that is due now happen. */
  async settle(): Promise<void> {
    for (let i = 0; i < 20; i++) await this.clock.advance(0);
  }
}

/** A recorded answer as the client would give it: the payload, or the typed error. */
export function replyOf(answer: Answer | undefined, method: string): unknown {
  if (answer?.ok === true) return structuredClone(answer.payload);
  throw rpcFailure({ code: "INVALID_REQUEST", message: "not recorded", ...answer?.error }, method);
}

export function refusal(method: string, message: string, details?: unknown): Error {
  return rpcFailure(
    { code: "INVALID_REQUEST", message, ...(details === undefined ? {} : { details }) },
    method,
  );
}
