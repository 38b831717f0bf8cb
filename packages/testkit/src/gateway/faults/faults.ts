import type { GatewayConnection } from "../connection.js";
import type { ErrorShape } from "../frames.js";
import type { Registry } from "../registry.js";
import type { FaultBoard } from "./board.js";
import { garbageFrames, type GarbageKind } from "./garbage.js";
import type { FaultHandle, FaultRecord, FaultScope } from "./rules.js";

/** Which events a fault of the event stream touches. */
export interface EventFaultScope extends FaultScope {
  /** Only events of this name, e.g. "chat". Default: all. */
  readonly event?: string;
}

/** Everything that can go wrong on purpose. Each fault is recorded in `log` when it strikes. */
export class GatewayFaults {
  readonly #board: FaultBoard;
  readonly #registry: Registry;
  readonly #maxPayload: number;

  constructor(board: FaultBoard, registry: Registry, maxPayload: number) {
    this.#board = board;
    this.#registry = registry;
    this.#maxPayload = maxPayload;
  }

  /** What struck, in order. */
  get log(): readonly FaultRecord[] {
    return this.#board.log;
  }

  /** Cuts TCP connections without a close frame (clients see 1006); returns how many. */
  drop(scope: Pick<FaultScope, "connectionId"> = {}): number {
    return this.#each(scope, (connection) => {
      this.#board.record("drop", connection.id, "socket cut");
      connection.drop();
    });
  }

  /** Closes connections with a close frame; returns how many. */
  close(code: number, reason = "", scope: Pick<FaultScope, "connectionId"> = {}): number {
    return this.#each(scope, (connection) => {
      this.#board.record("close", connection.id, `${code} ${reason}`.trim());
      connection.close(code, reason);
    });
  }

  /** Holds every outgoing frame back by `ms`, in order. Until cleared. */
  delay(ms: number, scope: FaultScope = {}): FaultHandle {
    return this.#board.arm("delay", { ms }, scope, Number.POSITIVE_INFINITY);
  }

  /**
   * The next `n` events get their number but are never sent ("swallow", default), or the next `n`
   * events jump a number that no event ever had ("skip", protocol 4).
   */
  gap(n = 1, scope: EventFaultScope & { readonly mode?: "swallow" | "skip" } = {}): FaultHandle {
    const data = { mode: scope.mode ?? "swallow", event: scope.event } as const;
    return this.#board.arm("gap", data, scope, n);
  }

  /** The next `n` events are sent twice. */
  duplicate(n = 1, scope: EventFaultScope = {}): FaultHandle {
    return this.#board.arm("duplicate", { event: scope.event }, scope, n);
  }

  /** The next `n` events change places with the event that follows each. */
  reorder(n = 1, scope: EventFaultScope = {}): FaultHandle {
    return this.#board.arm("reorder", { event: scope.event }, scope, n);
  }

  /** Sends nonsense now, or spoils the next hello-ok or chat event. */
  garbage(kind: GarbageKind, scope: FaultScope = {}): void {
    if (kind === "hello" || kind === "chat") {
      this.#board.arm("garbage", { frame: kind }, scope, 1);
      return;
    }
    const frames = garbageFrames(kind, this.#maxPayload);
    this.#each(scope, (connection) => {
      this.#board.record("garbage", connection.id, kind);
      for (const frame of frames) connection.sendRaw(frame);
    });
  }

  /**
   * Connections stay up and nothing passes any more: no frames, no pongs. Touches those that are
   * open now; with `future` also the next `future` connections.
   */
  halfOpen(scope: FaultScope & { readonly future?: number } = {}): FaultHandle {
    const touched: GatewayConnection[] = [];
    this.#each(scope, (connection) => {
      this.#board.record("halfOpen", connection.id, "silent from now on");
      connection.mute();
      touched.push(connection);
    });
    const rule = this.#board.arm("halfOpen", {}, {}, scope.future ?? 0);
    return {
      kind: "halfOpen",
      get hits() {
        return touched.length + rule.hits;
      },
      get active() {
        return rule.active || touched.some((connection) => connection.muted);
      },
      clear: () => {
        rule.clear();
        for (const connection of touched) connection.unmute();
      },
    };
  }

  /** Requests of this method ("*" = all) are ignored: not executed, not answered. Until cleared. */
  silence(method: string, scope: FaultScope = {}): FaultHandle {
    return this.#board.arm("silence", { method }, scope, Number.POSITIVE_INFINITY);
  }

  /** The next request of this method ("*" = any) is executed but its answer is lost. */
  loseResponse(method: string, scope: FaultScope = {}): FaultHandle {
    return this.#board.arm("loseResponse", { method }, scope, 1);
  }

  /** The next request of this method ("*" = any) is not executed and answered with this error. */
  refuse(method: string, error: ErrorShape, scope: FaultScope = {}): FaultHandle {
    return this.#board.arm("refuse", { method, error }, scope, 1);
  }

  /** `connect` is never answered. Until cleared. */
  neverHandshake(scope: FaultScope = {}): FaultHandle {
    return this.#board.arm("neverHandshake", {}, scope, Number.POSITIVE_INFINITY);
  }

  /** Sockets are accepted and closed at once. Until cleared. */
  acceptAndClose(code: number, reason = "", scope: FaultScope = {}): FaultHandle {
    return this.#board.arm("acceptAndClose", { code, reason }, scope, Number.POSITIVE_INFINITY);
  }

  /** Upgrades are refused with this HTTP status. Until cleared. */
  refuseUpgrade(
    status: number,
    headers: Readonly<Record<string, string>> = {},
    scope: Pick<FaultScope, "times"> = {},
  ): FaultHandle {
    return this.#board.arm("refuseUpgrade", { status, headers }, scope, Number.POSITIVE_INFINITY);
  }

  /** `connect` is answered as by a gateway that is still starting: UNAVAILABLE, then 1013. */
  startupUnavailable(retryAfterMs = 500, scope: FaultScope = {}): FaultHandle {
    return this.#board.arm("startupUnavailable", { retryAfterMs }, scope, 1);
  }

  /** The terminal chat events (final, aborted, error) of the next `n` runs are never sent. */
  withholdTerminal(n = 1): FaultHandle {
    return this.#board.arm("withholdTerminal", {}, {}, n);
  }

  /** Disarms everything and wakes half-open connections. */
  clear(): void {
    this.#board.clear();
    for (const connection of this.#registry.connections) connection.unmute();
  }

  #each(
    scope: Pick<FaultScope, "connectionId">,
    act: (connection: GatewayConnection) => void,
  ): number {
    const open = this.#registry.connections.filter(
      (connection) =>
        connection.phase.status !== "closed" &&
        (scope.connectionId === undefined || scope.connectionId === connection.id),
    );
    for (const connection of open) act(connection);
    return open.length;
  }
}
