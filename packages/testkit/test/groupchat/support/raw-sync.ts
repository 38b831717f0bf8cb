import { once } from "node:events";
import { WebSocket } from "ws";
import type { SyncModification, TestGroupChat } from "../../../src/index.js";

/** A frame as it came. */
export interface RawFrame {
  readonly type: string;
  readonly startVersion?: {
    readonly querySet: number;
    readonly identity: number;
    readonly ts: string;
  };
  readonly endVersion?: {
    readonly querySet: number;
    readonly identity: number;
    readonly ts: string;
  };
  readonly modifications?: readonly SyncModification[];
  readonly [key: string]: unknown;
}

/** The sync protocol by hand. */
export class RawSync {
  readonly frames: RawFrame[] = [];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly socket: WebSocket;
  #querySet = 0;
  #waiting: { fits: (frame: RawFrame) => boolean; resolve: (frame: RawFrame) => void }[] = [];

  constructor(gc: TestGroupChat, path = "/api/1.48.0/sync") {
    this.socket = new WebSocket(gc.convexUrl.replace("http", "ws") + path);
    this.closed = new Promise((resolve) => {
      this.socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    this.socket.on("error", () => undefined);
    this.socket.on("message", (data: Buffer) => this.#arrive(data.toString("utf8")));
  }

  /** Opens a socket and sends Connect. */
  static async connect(gc: TestGroupChat, more: object = {}): Promise<RawSync> {
    const sync = new RawSync(gc);
    await once(sync.socket, "open");
    sync.send({
      type: "Connect",
      sessionId: "5e551011-0000-4000-8000-000000000000",
      connectionCount: 0,
      lastCloseReason: "InitialConnect",
      ...more,
    });
    return sync;
  }

  send(frame: object | string): void {
    this.socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  /** Sends a ModifyQuerySet and returns what it is answered with. */
  modify(...modifications: readonly object[]): Promise<RawFrame> {
    const baseVersion = this.#querySet;
    this.#querySet += 1;
    const newVersion = this.#querySet;
    this.send({ type: "ModifyQuerySet", baseVersion, newVersion, modifications });
    return this.until((frame) => frame.endVersion?.querySet === newVersion);
  }

  /** Subscribes to a query. */
  add(
    gc: TestGroupChat,
    queryId: number,
    name = "pendingRuns",
    token: string = gc.token,
  ): Promise<RawFrame> {
    return this.modify({
      type: "Add",
      queryId,
      udfPath: `agentWebSocket:${name}`,
      args: [{ token }],
    });
  }

  /** Resolves with the first frame that fits, among those that came and those to come. */
  until(fits: (frame: RawFrame) => boolean): Promise<RawFrame> {
    const known = this.frames.find(fits);
    if (known) return Promise.resolve(known);
    return new Promise((resolve) => this.#waiting.push({ fits, resolve }));
  }

  /** The next frame of this type that has not come yet. */
  next(type: string): Promise<RawFrame> {
    const seen = new Set(this.frames);
    return this.until((frame) => frame.type === type && !seen.has(frame));
  }

  #arrive(text: string): void {
    const frame = JSON.parse(text) as RawFrame;
    this.frames.push(frame);
    const due = this.#waiting.filter((waiter) => waiter.fits(frame));
    this.#waiting = this.#waiting.filter((waiter) => !due.includes(waiter));
    for (const waiter of due) waiter.resolve(frame);
  }
}

/** The prompts that a Transition lists for a query. */
export function listed(frame: RawFrame, queryId = 0): readonly string[] | undefined {
  const change = frame.modifications?.find((m) => m.queryId === queryId);
  if (change?.type !== "QueryUpdated") return undefined;
  return (change.value as readonly { prompt: string }[]).map((run) => run.prompt);
}

/** A u64 from its base64. */
export function timeOf(ts: string | undefined): bigint {
  return Buffer.from(ts ?? "", "base64").readBigUInt64LE();
}
