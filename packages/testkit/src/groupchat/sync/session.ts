import { randomBytes } from "node:crypto";
import { SyncFailure } from "./failure.js";
import type {
  SyncQuery,
  SyncClientMessage,
  SyncServerMessage,
  SyncModification,
  SyncVersion,
  SyncTransition,
} from "./messages.js";
import { type Queries, type QueryOutcome, serverError, type SubscribedRows } from "./queries.js";
import { decodeTimestamp, encodeTimestamp, type Timeline } from "./timeline.js";

interface Subscription {
  readonly query: SyncQuery;
  /** Fingerprint of what the client was told last. */
  told: string | undefined;
}

/** What a session needs of its server. */
export interface SessionHost {
  readonly queries: Queries;
  readonly timeline: Timeline;
  now(): number;
  send(message: SyncServerMessage): void;
}

/**
 * The sync protocol of one socket: a chain of versions that begins at zero. Each Transition starts
 * where the one before ended, and tells only what changed.
 */
export class SyncSession {
  readonly #host: SessionHost;
  readonly #subscriptions = new Map<number, Subscription>();
  #removed: number[] = [];
  /** Where the client stands. */
  #version: SyncVersion = { querySet: 0, identity: 0, ts: encodeTimestamp(0n) };
  /** Where the client asked to be. */
  #querySet = 0;
  #identity = 0;
  #skewMs: number | undefined;
  #held: "open" | "held" = "open";
  #stale: SubscribedRows | undefined;

  constructor(host: SessionHost) {
    this.#host = host;
  }

  /** Where the client stands after the last Transition. */
  get version(): SyncVersion {
    return this.#version;
  }

  /** Answers from these rows until {@link refresh}; only for a fault. */
  serveStale(rows: SubscribedRows): void {
    this.#stale = rows;
  }

  /** True while it answers from old rows. */
  get stale(): boolean {
    return this.#stale !== undefined;
  }

  /** Stops sending Transitions; what changes meanwhile is told by {@link release}. */
  hold(): void {
    this.#held = "held";
  }

  release(): void {
    this.#held = "open";
    this.update();
  }

  /** @throws SyncFailure when the socket has to end. */
  handle(message: SyncClientMessage): void {
    switch (message.type) {
      case "Connect":
        return this.#connect(message.clientTs, message.maxObservedTimestamp);
      case "ModifyQuerySet":
        this.#modify(message);
        return this.update();
      case "Authenticate":
        return this.#authenticate(message.tokenType, message.baseVersion);
      case "Mutation":
      case "Action":
        // This deployment has no public functions but its queries.
        return this.#host.send({
          type: message.type === "Mutation" ? "MutationResponse" : "ActionResponse",
          requestId: message.requestId,
          success: false,
          result: serverError(),
          logLines: [],
        });
      case "Event":
        return;
      default:
        return message satisfies never;
    }
  }

  /** The true state from now on. */
  refresh(): void {
    this.#stale = undefined;
    this.update();
  }

  /** Tells what changed, if anything did. */
  update(): void {
    if (this.#held === "held") return;
    const modifications: SyncModification[] = this.#removed.map((queryId) => ({
      type: "QueryRemoved",
      queryId,
    }));
    this.#removed = [];
    for (const subscription of this.#subscriptions.values()) {
      const modification = this.#rerun(subscription);
      if (modification) modifications.push(modification);
    }
    const moved =
      this.#version.querySet !== this.#querySet || this.#version.identity !== this.#identity;
    if (modifications.length > 0 || moved) this.#step(modifications);
  }

  #connect(clientTs: number | undefined, observed: string | undefined): void {
    if (clientTs !== undefined) this.#skewMs = clientTs - this.#host.now();
    if (observed === undefined) return;
    const ts = decodeTimestamp(observed);
    // A client that has seen a later state talked to another database.
    if (ts === undefined || ts > this.#host.timeline.next()) {
      throw new SyncFailure("internal", "client has observed a timestamp ahead of the backend");
    }
  }

  #modify(message: Extract<SyncClientMessage, { type: "ModifyQuerySet" }>): void {
    const { baseVersion, newVersion } = message;
    if (baseVersion !== this.#querySet) {
      throw new SyncFailure(
        "badRequest",
        `BaseVersionMismatch: Base version ${baseVersion} passed up doesn't match the current version ${this.#querySet}`,
      );
    }
    if (newVersion <= baseVersion) throw new SyncFailure("internal", "version does not grow");
    this.#querySet = newVersion;
    for (const change of message.modifications) {
      if (change.type === "Add") this.#add(change);
      else this.#remove(change.queryId);
    }
  }

  #add(query: SyncQuery): void {
    if (this.#subscriptions.has(query.queryId)) {
      throw new SyncFailure("internal", `duplicate query id ${query.queryId}`);
    }
    this.#subscriptions.set(query.queryId, { query, told: undefined });
  }

  #remove(queryId: number): void {
    if (!this.#subscriptions.delete(queryId)) {
      throw new SyncFailure("internal", `nonexistent query id ${queryId}`);
    }
    this.#removed.push(queryId);
  }

  #authenticate(tokenType: "None" | "User" | "Admin", baseVersion: number): void {
    if (tokenType !== "None") {
      // Agents are known by a query argument; there is no identity provider.
      throw new SyncFailure("badToken", "NoAuthProvider: No auth provider fits this token");
    }
    if (baseVersion !== this.#identity) throw new SyncFailure("internal", "identity mismatch");
    this.#identity += 1;
    this.update();
  }

  #rerun(subscription: Subscription): SyncModification | undefined {
    const { query } = subscription;
    const { queries } = this.#host;
    const outcome = queries.evaluate(query.udfPath, query.args, this.#stale);
    const print = fingerprint(outcome);
    if (subscription.told === print) return undefined;
    subscription.told = print;
    const rest = { queryId: query.queryId, logLines: [], journal: null };
    if (outcome.ok) return { type: "QueryUpdated", value: outcome.value, ...rest };
    const errorData = outcome.data === undefined ? {} : { errorData: outcome.data };
    return { type: "QueryFailed", errorMessage: outcome.message, ...errorData, ...rest };
  }

  #step(modifications: readonly SyncModification[]): void {
    const startVersion = this.#version;
    const endVersion: SyncVersion = {
      querySet: this.#querySet,
      identity: this.#identity,
      ts: encodeTimestamp(this.#host.timeline.next()),
    };
    const transition: SyncTransition = {
      type: "Transition",
      startVersion,
      endVersion,
      modifications,
      ...(this.#skewMs === undefined
        ? {}
        : { clientClockSkew: this.#skewMs, serverTs: this.#host.now() * 1_000_000 }),
    };
    this.#version = endVersion;
    this.#host.send(transition);
  }
}

/** An error's request id is another each time; that alone is no news. */
function fingerprint(outcome: QueryOutcome): string {
  return JSON.stringify(outcome).replace(/\[Request ID: [0-9a-f]+\]/, "");
}

/** Cuts a Transition into this many frames, or fewer when it is short. */
export function chunksOf(transition: SyncTransition, parts: number): SyncServerMessage[] {
  const json = JSON.stringify(transition);
  const size = Math.ceil(json.length / parts);
  const totalParts = Math.ceil(json.length / size);
  const transitionId = randomBytes(8).toString("hex");
  return Array.from({ length: totalParts }, (_, partNumber) => ({
    type: "TransitionChunk",
    chunk: json.slice(partNumber * size, (partNumber + 1) * size),
    partNumber,
    totalParts,
    transitionId,
  }));
}
