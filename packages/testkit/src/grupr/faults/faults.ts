import type { GruprContext } from "../context.js";
import type { GruprSocket } from "../socket/socket.js";
import type {
  GruprFaultHandle,
  GruprFaultRecord,
  GruprFaultTimes,
  GruprOperation,
  GruprRefusal,
} from "./rules.js";

const UNTIL_CLEARED = Number.POSITIVE_INFINITY;

/** Frames a client has to survive. */
const GARBAGE = [
  "not JSON",
  "",
  "null",
  "[]",
  "42",
  "{}",
  '{"type":7}',
  '{"type":"new_message"}',
  '{"type":"new_message","data":null}',
  '{"type":"new_message","data":"{"}',
  '{"type":"nobody_knows_this","data":{"a":1}}',
] as const;

/** Everything that can go wrong on purpose. Each fault is recorded in `log` when it strikes. */
export class GruprFaults {
  readonly #context: GruprContext;

  constructor(context: GruprContext) {
    this.#context = context;
  }

  /** What struck, in order. */
  get log(): readonly GruprFaultRecord[] {
    return this.#context.board.log;
  }

  /** Cuts the WebSockets without a close frame; returns how many. */
  drop(): number {
    return this.#each("drop", "cut", (socket) => socket.drop());
  }

  /** Closes the WebSockets with that code, 4401 or 4403 say; returns how many. */
  close(code: number, reason = ""): number {
    return this.#each("close", `${code} ${reason}`.trim(), (socket) => socket.close(code, reason));
  }

  /**
   * WebSockets stay up and nothing passes any more: no events, no pongs. Touches those that are open
   * now and the next `future` ones (default 0).
   */
  deaf(options: { readonly future?: number } = {}): GruprFaultHandle {
    const { board } = this.#context;
    const touched: GruprSocket[] = [];
    this.#each("deaf", "silent from now on", (socket) => {
      socket.setDeaf(true);
      touched.push(socket);
    });
    const rule = board.arm("deaf", {}, options.future ?? 0);
    return {
      kind: "deaf",
      get hits() {
        return touched.length + rule.hits;
      },
      get active() {
        return rule.active || touched.some((socket) => socket.deaf);
      },
      clear: () => {
        rule.clear();
        for (const socket of touched) socket.setDeaf(false);
      },
    };
  }

  /** The next `n` events are not sent. */
  loseEvents(n = 1): GruprFaultHandle {
    return this.#context.board.arm("loseEvents", {}, n);
  }

  /** The next `n` events are sent twice. */
  duplicateEvents(n = 1): GruprFaultHandle {
    return this.#context.board.arm("duplicateEvents", {}, n);
  }

  /** The next `n` events change places with the event that follows each. */
  reorderEvents(n = 1): GruprFaultHandle {
    return this.#context.board.arm("reorderEvents", {}, n);
  }

  /** The next `n` lists hold every message twice. */
  duplicateRows(n = 1): GruprFaultHandle {
    return this.#context.board.arm("duplicateRows", {}, n);
  }

  /** The next `n` lists come in the wrong order. */
  shuffleRows(n = 1): GruprFaultHandle {
    return this.#context.board.arm("shuffleRows", {}, n);
  }

  /** The next `n` messages are announced at once, but the first `reads` lists do not have them yet. */
  lateRows(n = 1, reads = 1): GruprFaultHandle {
    return this.#context.board.arm("lateRows", { reads }, n);
  }

  /** All that is said gets the same `created_at`, until cleared. */
  sameTimestamps(): GruprFaultHandle {
    const { stamps, board } = this.#context;
    stamps.freeze();
    board.record("sameTimestamps", "time stands still");
    let active = true;
    return {
      kind: "sameTimestamps",
      hits: 1,
      get active() {
        return active;
      },
      clear: () => {
        active = false;
        stamps.thaw();
      },
    };
  }

  /** REST calls are not executed and answered with that status: once, or `times`. */
  rest(
    status: number,
    options: GruprFaultTimes & GruprRefusal & { readonly operation?: GruprOperation } = {},
  ): GruprFaultHandle {
    const { times = 1, operation = "*", ...answer } = options;
    return this.#context.board.arm("rest", { operation, status, answer }, times);
  }

  /** REST calls are not executed and never answered: once, or `times`. */
  stall(operation: GruprOperation = "*", options: GruprFaultTimes = {}): GruprFaultHandle {
    return this.#context.board.arm("stall", { operation }, options.times ?? 1);
  }

  /**
   * REST calls are executed, but the answer is lost: the connection is cut ("cut", default), a page of
   * some proxy comes instead ("html"), or nothing ("stall"). Once, or `times`.
   */
  loseResponse(
    operation: GruprOperation = "send",
    options: GruprFaultTimes & { readonly how?: "cut" | "html" | "stall" } = {},
  ): GruprFaultHandle {
    const { times = 1, how = "cut" } = options;
    return this.#context.board.arm("loseResponse", { operation, how }, times);
  }

  /** WebSocket upgrades are refused with this HTTP status. Until cleared, or `times`. */
  refuseUpgrade(
    status: number,
    options: GruprFaultTimes & { readonly retryAfter?: number } = {},
  ): GruprFaultHandle {
    const { times = UNTIL_CLEARED, retryAfter } = options;
    return this.#context.board.arm("refuseUpgrade", { status, retryAfter }, times);
  }

  /** WebSockets are accepted and closed at once. Until cleared, or `times`. */
  acceptAndClose(code: number, reason = "", options: GruprFaultTimes = {}): GruprFaultHandle {
    const times = options.times ?? UNTIL_CLEARED;
    return this.#context.board.arm("acceptAndClose", { code, reason }, times);
  }

  /** Sends frames that mean nothing. */
  garbage(): void {
    this.#each("garbage", `${GARBAGE.length} frames`, (socket) => {
      for (const frame of GARBAGE) socket.send(frame);
    });
  }

  /** Disarms everything, wakes deaf sockets and lets time go on. */
  clear(): void {
    const { board, sockets, stamps } = this.#context;
    board.clear();
    stamps.thaw();
    for (const socket of sockets) socket.setDeaf(false);
  }

  #each(
    kind: "drop" | "close" | "deaf" | "garbage",
    detail: string,
    act: (socket: GruprSocket) => void,
  ): number {
    const open = [...this.#context.sockets];
    for (const socket of open) {
      this.#context.board.record(kind, `socket ${socket.id}: ${detail}`);
      act(socket);
    }
    return open.length;
  }
}
