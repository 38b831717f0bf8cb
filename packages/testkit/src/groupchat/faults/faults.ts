import type { GroupChatContext } from "../context.js";
import type { WrongTokenForm } from "../options.js";
import type { SyncConnection } from "../sync/connection.js";
import { queryPath, serverError } from "../sync/queries.js";
import type { CallScope, CannedAnswer, GroupChatFaultBoard } from "./board.js";
import { garbageFrame, type SyncGarbageKind } from "./garbage.js";
import type { GroupChatFaultHandle, GroupChatFaultRecord } from "./rules.js";

/** How often a fault strikes. */
export interface FaultTimes {
  /** Infinity: until cleared. */
  readonly times?: number;
}

/** A fault of HTTP answers. */
export interface RestFault extends CallScope, FaultTimes {
  /** The header: seconds, a date, or any text. Default: none. */
  readonly retryAfter?: number | Date | string;
  /** Default "json": `{ "error": "…" }`. */
  readonly body?: CannedAnswer["body"];
}

/** Everything that can go wrong on purpose. Each fault is recorded in `log` when it strikes. */
export class GroupChatFaults {
  readonly #context: GroupChatContext;
  readonly #board: GroupChatFaultBoard;

  constructor(context: GroupChatContext) {
    this.#context = context;
    this.#board = context.faults;
  }

  /** What struck, in order. */
  get log(): readonly GroupChatFaultRecord[] {
    return this.#board.log;
  }

  /** Cuts every sync socket without a close frame (clients see 1006); returns how many. */
  drop(): number {
    return this.#each((connection) => {
      this.#board.record("drop", connection.id);
      connection.drop();
    });
  }

  /** Closes every sync socket with a close frame; returns how many. */
  close(code: number, reason = ""): number {
    return this.#each((connection) => {
      this.#board.record("close", `${code} ${reason}`.trim());
      connection.close(code, reason);
    });
  }

  /**
   * Sync sockets stay up and nothing is sent any more, pongs included; with `pings`, the protocol's
   * Pings and pongs go on. Touches the open ones, with `future` also the next so many. Ends after
   * `ms`, or when cleared: then clients are told what they missed.
   */
  silence(
    ms: number = Number.POSITIVE_INFINITY,
    options: { readonly pings?: boolean; readonly future?: number } = {},
  ): GroupChatFaultHandle {
    const pings = options.pings ?? false;
    const rule = this.#board.arm("silence", { pings }, options.future ?? 0);
    let struck = 0;
    this.#each((connection) => {
      this.#board.record("silence", connection.id);
      connection.hush(pings);
      struck += 1;
    });
    const { clock } = this.#context.options;
    const wake = (): void => {
      rule.clear();
      this.#each((connection) => connection.wake());
    };
    const timer = Number.isFinite(ms) ? clock.setTimeout(wake, ms, { keepAlive: false }) : 0;
    const open = (): readonly SyncConnection[] => this.#open();
    return {
      kind: "silence",
      get hits() {
        return struck + rule.hits;
      },
      get active() {
        return rule.active || open().some((connection) => connection.silent);
      },
      clear: () => {
        clock.clearTimeout(timer);
        wake();
      },
    };
  }

  /** Sends nonsense to every sync socket; returns to how many. */
  garbage(kind: SyncGarbageKind): number {
    return this.#each((connection) => {
      this.#board.record("garbage", kind);
      connection.sendRaw(garbageFrame(kind, connection));
    });
  }

  /** Lists of subscriptions have every run `copies` times (default 2). Until cleared. */
  duplicateRuns(options: FaultTimes & { readonly copies?: number } = {}): GroupChatFaultHandle {
    const data = { copies: options.copies ?? 2 };
    return this.#touch(
      this.#board.arm("duplicateRuns", data, options.times ?? Infinity, () => this.#refresh()),
    );
  }

  /**
   * The next sync sockets (default 1) are first told the state as it is now, at this call, however
   * old it is by then; `freshAfterMs` later (default 0), or at the next change, the true one.
   */
  staleSnapshot(
    options: FaultTimes & { readonly freshAfterMs?: number } = {},
  ): GroupChatFaultHandle {
    const rows = this.#context.queries.rows();
    const data = { rows, freshAfterMs: options.freshAfterMs ?? 0 };
    return this.#board.arm("staleSnapshot", data, options.times ?? 1);
  }

  /**
   * A query ("pendingRuns", or a path in full) fails, at once for those who subscribe to it. Until
   * cleared; `times` counts runs of the query. With `data` it is a ConvexError.
   */
  queryFailed(
    name: string,
    options: FaultTimes & { readonly message?: string; readonly data?: unknown } = {},
  ): GroupChatFaultHandle {
    const { message = serverError(), data } = options;
    return this.#touch(
      this.#board.arm(
        "queryFailed",
        { path: queryPath(name), message, data },
        options.times ?? Infinity,
        () => this.#refresh(),
      ),
    );
  }

  /** Sends a FatalError to every sync socket and closes it; clients do not come back. */
  fatalError(message = "InternalError: the deployment is gone"): number {
    return this.#each((connection) => {
      this.#board.record("fatalError", connection.id);
      connection.sendMessage({ type: "FatalError", error: message });
      connection.close();
    });
  }

  /** Transitions go out in so many chunks. Until cleared. */
  chunkTransitions(parts = 2, options: FaultTimes = {}): GroupChatFaultHandle {
    return this.#board.arm("chunkTransitions", { parts }, options.times ?? Infinity);
  }

  /** WebSocket handshakes are never answered. Until cleared. */
  hangHandshake(options: FaultTimes = {}): GroupChatFaultHandle {
    return this.#board.arm("hangHandshake", {}, options.times ?? Infinity);
  }

  /** WebSocket handshakes are refused with this HTTP status. Until cleared. */
  refuseUpgrade(
    status: number,
    options: FaultTimes & Pick<RestFault, "retryAfter"> = {},
  ): GroupChatFaultHandle {
    const data = { status, retryAfter: header(options.retryAfter) };
    return this.#board.arm("refuseUpgrade", data, options.times ?? Infinity);
  }

  /** The next request (`times` 1) is not carried out and answered with this status. */
  rest(status: number, options: RestFault = {}): GroupChatFaultHandle {
    const { path, method, body = "json" } = options;
    const data = { status, retryAfter: header(options.retryAfter), body, ...scope(path, method) };
    return this.#board.arm("rest", data, options.times ?? 1);
  }

  /** Requests are carried out and answered `ms` late. Until cleared. */
  slow(ms: number, options: CallScope & FaultTimes = {}): GroupChatFaultHandle {
    const data = { ms, ...scope(options.path, options.method) };
    return this.#board.arm("slow", data, options.times ?? Infinity);
  }

  /** The connection is cut before the request is carried out. */
  loseRequest(path: string | RegExp, times = 1): GroupChatFaultHandle {
    return this.#board.arm("loseRequest", { path }, times);
  }

  /**
   * The request is carried out and its answer lost: the connection is cut ("cut", default), or stays
   * up without a word ("hang").
   */
  loseResponse(
    path: string | RegExp,
    times = 1,
    how: "cut" | "hang" = "cut",
  ): GroupChatFaultHandle {
    return this.#board.arm("loseResponse", { path, how }, times);
  }

  /**
   * The token is refused as if it were wrong: by REST with 401, by subscriptions in this form, at
   * once. Until cleared.
   */
  wrongToken(form: WrongTokenForm = "queryFailed"): GroupChatFaultHandle {
    return this.#touch(this.#board.arm("wrongToken", { form }, Infinity, () => this.#refresh()));
  }

  /** Disarms everything and ends every silence. */
  clear(): void {
    this.#board.clear();
    this.#each((connection) => connection.wake());
  }

  /** Lets subscribers see what a fault does to what they were told. */
  #touch(handle: GroupChatFaultHandle): GroupChatFaultHandle {
    this.#refresh();
    return handle;
  }

  #refresh(): void {
    this.#each((connection) => connection.update());
  }

  #open(): readonly SyncConnection[] {
    const all = this.#context.registry.past("connection");
    return all.filter((connection) => connection.closed === undefined);
  }

  #each(act: (connection: SyncConnection) => void): number {
    const open = this.#open();
    for (const connection of open) act(connection);
    return open.length;
  }
}

function scope(path: string | RegExp | undefined, method: string | undefined): CallScope {
  return { ...(path === undefined ? {} : { path }), ...(method === undefined ? {} : { method }) };
}

function header(retryAfter: number | Date | string | undefined): string | undefined {
  return retryAfter instanceof Date ? retryAfter.toUTCString() : retryAfter?.toString();
}
