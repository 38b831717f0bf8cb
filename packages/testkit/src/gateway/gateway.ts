import { randomUUID } from "node:crypto";
import type { Approval, ApprovalAsk } from "./approvals.js";
import { assemble } from "./assemble.js";
import { pause } from "./clock.js";
import type { GatewayConnection } from "./connection.js";
import type { GatewayContext } from "./context.js";
import { GatewayFaults } from "./faults/faults.js";
import { type GatewayOptions, resolveOptions } from "./options.js";
import type { PairingDesk } from "./pairing.js";
import type { GatewayMoments, RecordedRequest, WaitOptions } from "./registry.js";
import type { RunEngine } from "./runs/engine.js";
import type { Turn } from "./runs/turn.js";
import { GatewayServer } from "./server.js";
import type { SessionStore } from "./sessions.js";

/** How to restart. */
export interface RestartOptions {
  /** ms between going down and listening again. Default 0. */
  readonly downMs?: number;
  /**
   * true (default): `shutdown` event, then close 1012; protocol 4 first lets active runs end.
   * false: the process dies, sockets are cut.
   */
  readonly graceful?: boolean;
  /** ms protocol 4 waits for active runs before it cuts them. Default 315 000. */
  readonly drainMs?: number;
}

/** What changes over the life of a gateway. */
interface GatewayLife {
  bootedAt: number;
  bootId: string;
  heartbeat: unknown;
  draining: boolean;
  stopping: AbortController;
  closed: boolean;
}

/** A gateway that listens. */
export class TestGateway {
  readonly #context: GatewayContext;
  readonly #server: GatewayServer;
  readonly #life: GatewayLife;
  /** Everything that can go wrong on purpose. */
  readonly faults: GatewayFaults;

  private constructor(context: GatewayContext, server: GatewayServer, life: GatewayLife) {
    this.#context = context;
    this.#server = server;
    this.#life = life;
    this.faults = new GatewayFaults(context.faults, context.registry, context.options.maxPayload);
  }

  /** Starts listening; use {@link startGateway}. */
  static async start(options: GatewayOptions): Promise<TestGateway> {
    const resolved = resolveOptions(options);
    const life: GatewayLife = {
      bootedAt: resolved.clock.now(),
      bootId: randomUUID(),
      heartbeat: null,
      draining: false,
      stopping: new AbortController(),
      closed: false,
    };
    const context = assemble(resolved, {
      bootedAt: () => life.bootedAt,
      bootId: () => life.bootId,
      lastHeartbeat: () => life.heartbeat,
      draining: () => life.draining,
      stopping: () => life.stopping.signal,
      port: () => server.port,
    });
    const server: GatewayServer = new GatewayServer(context);
    await server.listen(resolved.port);
    return new TestGateway(context, server, life);
  }

  get protocol(): 3 | 4 {
    return this.#context.options.generation.protocol;
  }

  get port(): number {
    return this.#server.port;
  }

  /** `ws://host:port`, no secret in it. */
  get url(): string {
    return `ws://${this.#context.options.host}:${this.port}`;
  }

  /** The shared token; "" when there is none. */
  get token(): string {
    return this.#context.options.token ?? "";
  }

  /** Sessions and transcripts; they outlive restarts. */
  get sessions(): SessionStore {
    return this.#context.sessions;
  }

  /** Paired devices and pending requests; they outlive restarts. */
  get pairing(): PairingDesk {
    return this.#context.pairing;
  }

  /** The runs of this gateway. */
  get runs(): RunEngine {
    return this.#context.runs;
  }

  /** Every connection there ever was, closed ones included. */
  get connections(): readonly GatewayConnection[] {
    return this.#context.registry.connections;
  }

  /** Connections that got hello-ok and are still up. */
  get clients(): readonly GatewayConnection[] {
    return this.connections.filter((connection) => connection.phase.status === "ready");
  }

  /** Every request that came in, `connect` included, secrets and all. */
  get requests(): readonly RecordedRequest[] {
    return this.#context.registry.requests;
  }

  /**
   * The first moment that fits, among those that happened and those to come. Rejects after
   * `timeoutMs` (default 5000 ms of real time) or with the signal's reason.
   */
  waitFor<K extends keyof GatewayMoments>(
    kind: K,
    predicate?: (item: GatewayMoments[K]) => boolean,
    options?: WaitOptions,
  ): Promise<GatewayMoments[K]> {
    return this.#context.registry.waitFor(kind, predicate, options);
  }

  /** Sends an event to all clients that may see it, numbered like any other. */
  emit(event: string, payload: unknown): void {
    if (event === "heartbeat") this.#life.heartbeat = payload;
    this.#context.broadcaster.event(event, payload);
  }

  /** Files an exec approval as an agent would; `decided` resolves with the decision. */
  requestApproval(ask: ApprovalAsk): Approval {
    return this.#context.approvals.request(ask);
  }

  /** Approves a pending device, as its owner would at the terminal. */
  approvePairing(requestId: string): boolean {
    const { pairing, options, broadcaster } = this.#context;
    const now = options.clock.now();
    const device = pairing.approve(requestId, now, "owner");
    if (!device) return false;
    const { deviceId } = device;
    broadcaster.event("device.pair.resolved", {
      requestId,
      deviceId,
      decision: "approved",
      ts: now,
    });
    return true;
  }

  /**
   * Goes down and comes back on the same port with its sessions and pairings.
   *
   * Protocol 3 loses the runs that were going on. A graceful protocol 4 lets them end first and
   * meanwhile answers every call with UNAVAILABLE, `details.reason` "gateway-restarting"; what was
   * cut off all the same it takes up again by itself, in a run with a new id (option `recovery`).
   */
  async restart(options: RestartOptions = {}): Promise<void> {
    const { port } = this;
    const { clock, firstSeq } = this.#context.options;
    const graceful = options.graceful ?? true;
    this.#context.faults.record("restart", undefined, graceful ? "graceful" : "crash");
    if (graceful && this.protocol === 4) await this.#drain(options.drainMs ?? 315_000);
    const cut = await this.#goDown(graceful);
    if (options.downMs) await pause(clock, options.downMs);
    Object.assign(this.#life, {
      bootedAt: clock.now(),
      bootId: randomUUID(),
      draining: false,
      stopping: new AbortController(),
    });
    this.#context.broadcaster.restart(firstSeq);
    await this.#server.listen(port);
    this.#recover(cut);
  }

  /** Stops; idempotent. No socket or timer is left. */
  async close(): Promise<void> {
    if (this.#life.closed) return;
    this.#life.closed = true;
    await this.#goDown(false);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Returns the turns that were cut off. */
  async #goDown(graceful: boolean): Promise<Turn[]> {
    const { runs, broadcaster, approvals } = this.#context;
    const cut = runs.kill();
    this.#server.leave();
    if (graceful) {
      if (this.protocol === 4) this.#life.stopping.abort();
      // Answers that this sets off go out before the close frames.
      await new Promise((resolve) => setImmediate(resolve));
      const reason = "gateway stopping";
      const payload = this.protocol === 3 ? { reason, restartExpectedMs: null } : { reason };
      broadcaster.event("shutdown", payload);
      await this.#sayGoodbye();
    }
    await this.#server.stop();
    // Calls that were waiting get no answer: their sockets are gone.
    approvals.clear();
    return cut;
  }

  #recover(cut: readonly Turn[]): void {
    const { options, runs } = this.#context;
    if (options.generation.protocol === 3 || options.recovery === "off") return;
    for (const turn of cut) runs.submit(turn);
  }

  /** Resolves when no run is going on any more, or after `ms`. */
  async #drain(ms: number): Promise<void> {
    const { runs, options } = this.#context;
    this.#life.draining = true;
    const given = new AbortController();
    const idle = new Promise<void>((resolve) => {
      const check = (): void => {
        if (runs.activeRuns().some((run) => run.outcome.status === "running")) return;
        stop();
        resolve();
      };
      const stop = runs.onSettled(check);
      check();
    });
    await Promise.race([idle, pause(options.clock, ms, given.signal)]);
    given.abort();
  }

  /** Closes every client with 1012 and waits for the close frames to come back, a moment at most. */
  async #sayGoodbye(): Promise<void> {
    const open = this.connections.filter((connection) => connection.phase.status !== "closed");
    for (const connection of open) connection.close(1012, "service restart");
    const gone = open.map((connection) =>
      this.waitFor("close", (c) => c === connection, { timeoutMs: 500 }).catch(() => undefined),
    );
    await Promise.all(gone);
  }
}

/**
 * Starts an OpenClaw gateway in this process, on a real socket.
 *
 * @throws when the port is taken.
 */
export function startGateway(options: GatewayOptions = {}): Promise<TestGateway> {
  return TestGateway.start(options);
}
