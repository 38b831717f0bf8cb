import {
  abortable,
  backoffDelay,
  type Clock,
  type Connection,
  ConnectionLostError,
  HawserError,
  type Random,
  RemoteError,
  type RequestTable,
  ScopeError,
  sleep,
  TimeoutError,
  withDeadline,
} from "@hawser/core";
import type { GatewaySession } from "../gateway-session.js";
import { validateParams } from "../frames/index.js";
import { requiredScope, safeToRepeat, scopeCovered } from "./method-policy.js";
import { checkPayload } from "./payload-limit.js";

/** Options of one RPC. */
export interface RequestOptions {
  /** Gives the call up; it rejects with the signal's reason. The gateway may still execute it. */
  readonly signal?: AbortSignal;
  /** Deadline in ms, including the wait for a connection. Default: the client's requestTimeoutMs. */
  readonly timeoutMs?: number;
  /** Wait for the second answer of methods that answer twice (`agent`: accepted, then the outcome). */
  readonly expectFinal?: boolean;
}

/** Options of one call, those that are not for everybody included. */
export interface CallOptions extends RequestOptions {
  /** A link that is lost after the call was sent ends it, also where it may be repeated. */
  readonly once?: boolean;
}

/** As much of a connection as sending takes. */
type Line = Pick<Connection<GatewaySession>, "state" | "connect" | "send">;

/** Time given to each postponed call when many wait, ms. */
const SPREAD_MS = 3;

export interface RequesterContext {
  readonly connection: Line;
  readonly table: RequestTable;
  readonly clock: Clock;
  readonly defaultTimeoutMs: number;
  readonly random: Random;
  /** Scopes the gateway granted, undefined where it does not tell. */
  grantedScopes(): readonly string[] | undefined;
}

/**
 * Sends RPCs. A call made while the link is down waits for it; a call whose link is lost is sent
 * again only where that cannot execute it twice; everything ends within its deadline.
 */
export class Requester {
  readonly #context: RequesterContext;
  /** Ids of calls that want the second answer. */
  #expectFinal: Set<string> | undefined;
  /** Calls that wait because the gateway cannot take them now. */
  readonly #pauses = new Set<AbortController>();

  constructor(context: RequesterContext) {
    this.#context = context;
  }

  request(
    method: string,
    params: object | undefined,
    options: CallOptions | undefined,
  ): Promise<unknown> {
    const { connection, clock, defaultTimeoutMs } = this.#context;
    try {
      options?.signal?.throwIfAborted();
      validateParams(method, params);
      const timeoutMs = options?.timeoutMs ?? defaultTimeoutMs;
      if (connection.state.status === "ready") {
        // The hot path: no closure and no second promise unless the call fails.
        const sentAt = clock.now();
        return this.#send(method, params, timeoutMs, options).then(undefined, (error: unknown) =>
          this.#afterFailure(error, {
            method,
            params,
            options,
            deadline: sentAt + timeoutMs,
            timeoutMs,
            refusals: 0,
          }),
        );
      }
      return this.#whenReady({
        method,
        params,
        options,
        deadline: clock.now() + timeoutMs,
        timeoutMs,
        refusals: 0,
      });
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Resolves once there is a session, with what is left of the deadline; `Infinity` waits for ever. */
  async ready(options: RequestOptions): Promise<number> {
    const { clock, defaultTimeoutMs } = this.#context;
    const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    const deadline = clock.now() + timeoutMs;
    await this.#ready(
      { method: "connect", params: undefined, options, deadline, timeoutMs, refusals: 0 },
      timeoutMs,
    );
    return deadline - clock.now();
  }

  /** True when the answer with this id is only the first of two and must not settle the call. */
  awaitsAnother(id: string, payload: unknown): boolean {
    if (this.#expectFinal?.has(id) !== true) return false;
    return (payload as { status?: unknown } | null)?.status === "accepted";
  }

  /** Ends what only waits; calls on their way are the table's. */
  close(): void {
    for (const pause of this.#pauses) pause.abort();
  }

  #send(
    method: string,
    params: object | undefined,
    timeoutMs: number,
    options: CallOptions | undefined,
  ): Promise<unknown> {
    const { connection, table } = this.#context;
    const state = connection.state;
    if (state.status !== "ready") throw notConnected(method);
    this.#checkScope(method);
    const entry = table.open<unknown>(
      options?.signal === undefined
        ? { label: method, timeoutMs }
        : { label: method, timeoutMs, signal: options.signal },
    );
    try {
      const body = JSON.stringify(params ?? {});
      const text = `{"type":"req","id":"${entry.id}","method":${JSON.stringify(method)},"params":${body}}`;
      checkPayload(text, method, state.session.hello.policy?.maxPayload);
      connection.send(text);
    } catch (error) {
      table.reject(entry.id, error instanceof Error ? error : new Error(String(error)));
      return entry.promise;
    }
    if (options?.expectFinal !== true) return entry.promise;
    const expectFinal = (this.#expectFinal ??= new Set());
    expectFinal.add(entry.id);
    return entry.promise.finally(() => expectFinal.delete(entry.id));
  }

  #checkScope(method: string): void {
    const scope = requiredScope(method);
    if (scope === undefined) return;
    const granted = this.#context.grantedScopes();
    if (granted === undefined || scopeCovered(scope, granted)) return;
    throw new ScopeError(`${method} needs the scope ${scope}, which the gateway did not grant.`, {
      missing: [scope],
      granted: [...granted],
      hint: `Ask for ${scope} in \`scopes\`; a client without a device keeps its scopes only on loopback: pass \`device\` otherwise.`,
    });
  }

  async #whenReady(call: Call): Promise<unknown> {
    const { connection, clock } = this.#context;
    for (;;) {
      const left = call.deadline - clock.now();
      if (left <= 0) throw timedOut(call);
      await this.#ready(call, left);
      const remaining = call.deadline - clock.now();
      if (remaining <= 0) throw timedOut(call);
      if (connection.state.status !== "ready") continue;
      try {
        return await this.#send(call.method, call.params, remaining, call.options);
      } catch (error) {
        await this.#beforeRepeat(error, call);
      }
    }
  }

  async #ready(call: Call, ms: number): Promise<void> {
    const { connection, clock } = this.#context;
    const { state } = connection;
    if (state.status === "closed") throw state.error ?? closed(call.method);
    const signal = call.options?.signal;
    await withDeadline((deadline) => connection.connect({ signal: deadline }), {
      ms,
      clock,
      onTimeout: () => timedOut(call),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  async #afterFailure(error: unknown, call: Call): Promise<unknown> {
    await this.#beforeRepeat(error, call);
    return this.#whenReady(call);
  }

  /** Returns when the call may be sent again; throws the error when it must not. */
  async #beforeRepeat(error: unknown, call: Call): Promise<void> {
    const { clock } = this.#context;
    if (!(error instanceof HawserError) || !error.retryable) throw error;
    if (error instanceof RemoteError) {
      // A retryable UNAVAILABLE was refused before execution: starting up, draining, or too many
      // calls at once (2026.9 takes 256 that wait to start, and names no time then).
      if (error.remoteCode !== "UNAVAILABLE") throw error;
      const attempt = call.refusals++;
      // The more calls wait, the wider they spread, so that few of them are refused again.
      const initialMs = Math.max(100, this.#pauses.size * SPREAD_MS);
      const own = backoffDelay({ attempt, initialMs, maxMs: 2_000, random: this.#context.random });
      const wait = (error.retryAfterMs ?? 0) + own;
      if (clock.now() + wait >= call.deadline) throw error;
      return this.#pause(wait, call);
    }
    if (error instanceof ConnectionLostError) {
      if (error.maybeExecuted && (call.options?.once || !safeToRepeat(call.method, call.params)))
        throw error;
      if (error.code === "PAYLOAD_TOO_LARGE") throw error;
      return;
    }
    throw error;
  }

  async #pause(ms: number, { method, options }: Call): Promise<void> {
    const pause = new AbortController();
    this.#pauses.add(pause);
    try {
      const over = sleep(ms, { clock: this.#context.clock, signal: pause.signal });
      await abortable(over, options?.signal);
    } catch (error) {
      throw pause.signal.aborted ? closed(method) : error;
    } finally {
      this.#pauses.delete(pause);
      pause.abort();
    }
  }
}

interface Call {
  readonly method: string;
  readonly params: object | undefined;
  readonly options: CallOptions | undefined;
  readonly deadline: number;
  readonly timeoutMs: number;
  /** How often the gateway said that it cannot take the call now. */
  refusals: number;
}

function timedOut(call: Call): TimeoutError {
  return new TimeoutError(`${call.method}: no answer within ${call.timeoutMs} ms.`, {
    timeoutMs: call.timeoutMs,
    hint: "Is the gateway reachable? Raise timeoutMs for slow methods.",
  });
}

function closed(method: string): ConnectionLostError {
  return new ConnectionLostError(`${method}: the client is closed.`, {
    code: "CLOSED",
    retryable: false,
  });
}

function notConnected(method: string): ConnectionLostError {
  return new ConnectionLostError(`${method}: the connection was lost before the call was sent.`, {
    maybeExecuted: false,
    retryable: true,
  });
}
