import { randomUUID } from "node:crypto";
import { type GatewayClock, systemGatewayClock } from "../gateway/clock.js";
import type { GroupChatPerson } from "./state/run.js";
import type { RunListField } from "./state/views.js";

/**
 * What a subscription with a wrong token gets. Which of them GroupChat does is not known.
 *
 * - `queryFailed`: a failed query that says only "Server Error", as a production deployment does
 * - `convexError`: a failed query with data that names the cause
 * - `authError`: an AuthError frame, then the socket closes
 * - `null`, `empty`: no runs and no word of it
 * - `rest401`: only REST refuses, the subscription goes on as if nothing were wrong
 */
export type WrongTokenForm =
  | "queryFailed"
  | "convexError"
  | "authError"
  | "null"
  | "empty"
  | "rest401";

/** The agent, as GET /me tells of it. */
export interface GroupChatAgent {
  readonly name: string;
  readonly description: string;
  readonly agentUserId: string;
  /** ms since the epoch. */
  readonly createdAt: number;
}

/** The shape of `agentWebSocket.stoppedRuns`, which is not documented. */
export interface StoppedRunsOptions {
  /** "runs" (default): as in lists; "ids": strings; "runIds": `{ runId, stoppedAt }`. */
  readonly shape?: "runs" | "ids" | "runIds";
  /** How many of the last stopped it lists. Default Infinity: the whole history. */
  readonly keep?: number;
}

/** Options of {@link startGroupChat}. */
export interface GroupChatOptions {
  /** TCP port; 0 (default) picks a free one. */
  readonly port?: number;
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string;
  /** The agent's token. Default: a random one that begins with `gca_`. */
  readonly token?: string;
  readonly agent?: Partial<GroupChatAgent>;
  /** Whose agent it is. Default `{ id: "user-1", name: "Ada" }`. */
  readonly owner?: GroupChatPerson;
  /** Owners as `owner: { id, name }` ("nested", default) or as ownerId and ownerName ("flat"). */
  readonly ownerShape?: "nested" | "flat";
  /**
   * Fields of listed runs besides id, taskTitle, prompt and owner.
   * Default status, taskId, workspaceId, createdAt.
   */
  readonly listFields?: readonly RunListField[];
  readonly stoppedRuns?: StoppedRunsOptions;
  /** HTTP status of an illegal transition. Default 409. */
  readonly illegalTransitionStatus?: number;
  /** Answers to POSTs: the run (default), `{ "success": true }`, or 204 without a body. */
  readonly postAnswer?: "run" | "success" | "empty";
  /** What a subscription with a wrong token gets. Default "queryFailed". */
  readonly wrongToken?: WrongTokenForm;
  /** Silence after which a sync socket gets a Ping, ms. Default 15 000. */
  readonly pingIntervalMs?: number;
  /** Let pages of any origin call. Default true. */
  readonly cors?: boolean;
  /** Replaces real time. */
  readonly clock?: GatewayClock;
}

/** Options with the defaults filled in. */
export interface ResolvedGroupChatOptions extends Required<
  Omit<GroupChatOptions, "agent" | "stoppedRuns">
> {
  readonly agent: GroupChatAgent;
  readonly stoppedRuns: Required<StoppedRunsOptions>;
}

/** Fills in the defaults. */
export function resolveGroupChatOptions(options: GroupChatOptions): ResolvedGroupChatOptions {
  const clock = options.clock ?? systemGatewayClock;
  return {
    port: options.port ?? 0,
    host: options.host ?? "127.0.0.1",
    token: options.token ?? `gca_${randomUUID().replaceAll("-", "")}`,
    agent: {
      name: "Test agent",
      description: "",
      agentUserId: "agent-user-1",
      createdAt: clock.now(),
      ...options.agent,
    },
    owner: options.owner ?? { id: "user-1", name: "Ada" },
    ownerShape: options.ownerShape ?? "nested",
    listFields: options.listFields ?? ["status", "taskId", "workspaceId", "createdAt"],
    stoppedRuns: {
      shape: options.stoppedRuns?.shape ?? "runs",
      keep: options.stoppedRuns?.keep ?? Number.POSITIVE_INFINITY,
    },
    illegalTransitionStatus: options.illegalTransitionStatus ?? 409,
    postAnswer: options.postAnswer ?? "run",
    wrongToken: options.wrongToken ?? "queryFailed",
    pingIntervalMs: options.pingIntervalMs ?? 15_000,
    cors: options.cors ?? true,
    clock,
  };
}
