/** The payload of a chat event, as far as the bench looks into it. */
export interface ChatPayload {
  readonly runId: string;
  readonly state: string;
  readonly message?: { readonly content?: readonly { readonly text?: string }[] };
}

export interface OpenOptions {
  readonly url: string;
  /** Listens to chat events, and to nothing else. */
  readonly onChat?: (payload: ChatPayload) => void;
}

/** What every side can do: the same calls to the same server. */
export interface BenchClient {
  history(sessionKey: string): Promise<unknown>;
  send(message: string): Promise<unknown>;
  /** Starts a run, and tells its newest text as often as this side thinks fit; resolves with its last. */
  run?(onText: (text: string) => void): {
    readonly started: Promise<unknown>;
    readonly ended: Promise<string>;
  };
  close(): Promise<void>;
}

/** Connects, and resolves once the client is ready for calls. */
export type OpenClient = (options: OpenOptions) => Promise<BenchClient>;

/** Starts a client that keeps trying by itself; resolves once it was ready for the first time. */
export type Side = "floor" | "hawser" | "official" | "openclaw-node";

export const TOKEN = "bench-token";

export async function openerOf(side: Side): Promise<OpenClient> {
  switch (side) {
    case "floor":
      return (await import("./floor.js")).openFloor;
    case "hawser":
      return (await import("./hawser.js")).openHawser;
    case "official":
      return (await import("./official.js")).openOfficial;
    case "openclaw-node":
      return (await import("./openclaw-node.js")).openOpenclawNode;
    default:
      return side satisfies never;
  }
}
