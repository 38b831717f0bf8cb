/** Frames of the Convex sync protocol, as convex 1.46 and 1.48 write and read them. */

/** The query of one subscription. */
export interface SyncQuery {
  readonly type: "Add";
  readonly queryId: number;
  /** e.g. `agentWebSocket:pendingRuns` */
  readonly udfPath: string;
  /** One object: the arguments. */
  readonly args: readonly unknown[];
}

/** What a client sends. */
export type SyncClientMessage =
  | {
      readonly type: "Connect";
      readonly sessionId: string | undefined;
      readonly connectionCount: number;
      readonly lastCloseReason: string | null;
      /** Base64 of a u64, little-endian; absent before the first Transition. */
      readonly maxObservedTimestamp: string | undefined;
      /** ms since the epoch by the client's clock. */
      readonly clientTs: number | undefined;
    }
  | {
      readonly type: "ModifyQuerySet";
      readonly baseVersion: number;
      readonly newVersion: number;
      readonly modifications: readonly (
        | SyncQuery
        | { readonly type: "Remove"; readonly queryId: number }
      )[];
    }
  | {
      readonly type: "Authenticate";
      readonly tokenType: "None" | "User" | "Admin";
      readonly baseVersion: number;
    }
  | {
      readonly type: "Mutation" | "Action";
      readonly requestId: number;
      readonly udfPath: string;
    }
  | { readonly type: "Event"; readonly eventType: string };

/** Where a client's view stands. */
export interface SyncVersion {
  readonly querySet: number;
  readonly identity: number;
  /** Base64 of a u64, little-endian. */
  readonly ts: string;
}

/** One change of a client's view. */
export type SyncModification =
  | {
      readonly type: "QueryUpdated";
      readonly queryId: number;
      readonly value: unknown;
      readonly logLines: readonly string[];
      readonly journal: null;
    }
  | {
      readonly type: "QueryFailed";
      readonly queryId: number;
      readonly errorMessage: string;
      readonly logLines: readonly string[];
      readonly journal: null;
      /** Only of an error with data. */
      readonly errorData?: unknown;
    }
  | { readonly type: "QueryRemoved"; readonly queryId: number };

/** A step from one version of a client's view to the next. */
export interface SyncTransition {
  readonly type: "Transition";
  readonly startVersion: SyncVersion;
  readonly endVersion: SyncVersion;
  readonly modifications: readonly SyncModification[];
  /** ms the client's clock is ahead; needs the clientTs of a Connect. */
  readonly clientClockSkew?: number;
  /** ns since the epoch. */
  readonly serverTs?: number;
}

/** What a server sends. */
export type SyncServerMessage =
  | SyncTransition
  | {
      readonly type: "TransitionChunk";
      readonly chunk: string;
      readonly partNumber: number;
      readonly totalParts: number;
      readonly transitionId: string;
    }
  | {
      readonly type: "MutationResponse" | "ActionResponse";
      readonly requestId: number;
      readonly success: false;
      readonly result: string;
      readonly logLines: readonly string[];
    }
  | {
      readonly type: "AuthError";
      readonly error: string;
      readonly baseVersion: number;
      readonly authUpdateAttempted: boolean;
    }
  | { readonly type: "FatalError"; readonly error: string }
  | { readonly type: "Ping" };
