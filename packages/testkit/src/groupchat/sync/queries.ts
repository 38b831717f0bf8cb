import { randomBytes } from "node:crypto";
import type { GroupChatFaultBoard } from "../faults/board.js";
import type { ResolvedGroupChatOptions, WrongTokenForm } from "../options.js";
import type { Views } from "../state/views.js";
import { SyncFailure } from "./failure.js";

/** What the subscriptions list, at one moment. */
export interface SubscribedRows {
  readonly pending: readonly unknown[];
  readonly stopped: readonly unknown[];
}

/** How a query ended. */
export type QueryOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly data?: unknown };

const served = {
  "agentWebSocket:pendingRuns": "pending",
  "agentWebSocket:stoppedRuns": "stopped",
} as const;

/** "pendingRuns" and the like in full. */
export function queryPath(name: string): string {
  return name.includes(":") ? name : `agentWebSocket:${name}`;
}

/** The queries of this deployment. */
export class Queries {
  readonly #views: Views;
  readonly #options: ResolvedGroupChatOptions;
  readonly #faults: GroupChatFaultBoard;

  constructor(views: Views, options: ResolvedGroupChatOptions, faults: GroupChatFaultBoard) {
    this.#views = views;
    this.#options = options;
    this.#faults = faults;
  }

  /** What the subscriptions list now. */
  rows(): SubscribedRows {
    return structuredClone({ pending: this.#views.pending(), stopped: this.#views.stopped() });
  }

  /** A client may write `agentWebSocket.js:pendingRuns`. */
  evaluate(udfPath: string, args: readonly unknown[], rows?: SubscribedRows): QueryOutcome {
    const path = udfPath.replace(".js:", ":");
    const failing = this.#faults.strike("queryFailed", path, (data) => data.path === path);
    if (failing) return failed(failing.message, failing.data);
    const list = Object.entries(served).find(([name]) => name === path)?.[1];
    if (list === undefined) return failed();
    const token = (args[0] as { readonly token?: unknown } | undefined)?.token;
    if (typeof token !== "string") return failed();
    const refused = this.#refuse(token, path);
    if (refused) return refused;
    const value = rows?.[list] ?? this.#views[list]();
    return { ok: true, value: this.#doubled(value, path) };
  }

  #refuse(token: string, path: string): QueryOutcome | undefined {
    const form =
      this.#faults.strike("wrongToken", path)?.form ??
      (token === this.#options.token ? undefined : this.#options.wrongToken);
    return form === undefined ? undefined : refusal(form);
  }

  #doubled(rows: readonly unknown[], path: string): readonly unknown[] {
    if (rows.length === 0) return rows;
    const copies = this.#faults.strike("duplicateRuns", path)?.copies ?? 1;
    return rows.flatMap((row) => Array.from({ length: copies }, () => row));
  }
}

function refusal(form: WrongTokenForm): QueryOutcome | undefined {
  switch (form) {
    case "queryFailed":
      return failed();
    case "convexError":
      return failed(undefined, { code: "UNAUTHORIZED", message: "Invalid agent token" });
    case "authError":
      throw new SyncFailure("unauthenticated", "Unauthenticated: Invalid agent token");
    case "null":
      return { ok: true, value: null };
    case "empty":
      return { ok: true, value: [] };
    case "rest401":
      return undefined;
    default:
      return form satisfies never;
  }
}

/** A production deployment names no cause: only an id to look for in its logs. */
export function serverError(): string {
  return `[Request ID: ${randomBytes(8).toString("hex")}] Server Error`;
}

function failed(message?: string, data?: unknown): QueryOutcome {
  return {
    ok: false,
    message: message ?? serverError(),
    ...(data === undefined ? {} : { data }),
  };
}
