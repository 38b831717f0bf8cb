import { WebSocket } from "ws";
import type { TestGateway } from "../../src/index.js";

export interface RawFrame {
  readonly type: string;
  readonly id?: string;
  readonly ok?: boolean;
  readonly event?: string;
  readonly seq?: number;
  readonly payload?: Record<string, unknown>;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly details?: Record<string, unknown>;
    readonly retryable?: boolean;
    readonly retryAfterMs?: number;
  };
}

export interface RawConnectOptions {
  readonly scopes?: readonly string[];
  readonly caps?: readonly string[];
  readonly client?: { readonly id: string; readonly mode: string; readonly platform?: string };
  readonly auth?: Record<string, string> | null;
  readonly headers?: Record<string, string>;
  /** Further params of `connect`, e.g. a device; gets the challenge. */
  readonly extra?: (challenge: { nonce: string; ts: number }) => Record<string, unknown>;
}

const ALL_SCOPES = ["read", "write", "admin", "approvals", "pairing"].map((s) => `operator.${s}`);

/** A client with no opinions: it says what it is told and keeps what it hears. */
export class RawClient {
  readonly frames: RawFrame[] = [];
  readonly messages: string[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly socket: WebSocket;
  readonly #waiters = new Set<() => void>();
  #ids = 0;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, { headers });
    this.socket.on("error", () => undefined);
    this.closed = new Promise((resolve) =>
      this.socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() })),
    );
    this.socket.on("message", (data) => {
      this.messages.push(String(data));
      try {
        const value = JSON.parse(String(data)) as RawFrame | null;
        if (value !== null) this.frames.push(value);
      } catch {
        // Kept in `messages` as it came.
      }
      for (const waiter of [...this.#waiters]) waiter();
    });
  }

  /** Connects and shakes hands; the answer to `connect` is in `hello`, whatever it says. */
  static async connect(
    gateway: TestGateway,
    options: RawConnectOptions = {},
  ): Promise<ReadyClient> {
    const client = new RawClient(gateway.url, options.headers);
    const challenge = await client.frame((frame) => frame.event === "connect.challenge");
    const { nonce, ts } = challenge.payload as { nonce: string; ts: number };
    const { id, mode, platform } = { id: "gateway-client", mode: "backend", ...options.client };
    const hello = await client.request("connect", {
      minProtocol: 3,
      maxProtocol: 4,
      client: { id, mode, version: "1.0.0", platform: platform ?? "linux" },
      role: "operator",
      scopes: options.scopes ?? ALL_SCOPES,
      ...(options.caps ? { caps: options.caps } : {}),
      ...(options.auth === null ? {} : { auth: options.auth ?? { token: gateway.token } }),
      ...options.extra?.({ nonce, ts }),
    });
    return Object.assign(client, { hello });
  }

  get events(): RawFrame[] {
    return this.frames.filter((frame) => frame.type === "event");
  }

  /** Events of this name, in order. */
  named(event: string): RawFrame[] {
    return this.frames.filter((frame) => frame.event === event);
  }

  /** Chat payloads, in order. */
  chats(runId?: string): Record<string, unknown>[] {
    return this.named("chat")
      .map((frame) => frame.payload ?? {})
      .filter((payload) => runId === undefined || payload.runId === runId);
  }

  /** The first frame that fits, heard or still to come. */
  async frame(fits: (frame: RawFrame) => boolean): Promise<RawFrame> {
    return this.until(() => this.frames.find(fits));
  }

  /** The first chat event that fits. */
  async chat(
    fits: (payload: Record<string, unknown>) => boolean,
  ): Promise<Record<string, unknown>> {
    const frame = await this.frame((f) => f.event === "chat" && fits(f.payload ?? {}));
    return frame.payload ?? {};
  }

  /** Resolves with the first value that is not undefined, asked after each message. */
  until<T>(look: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const check = (): void => {
        const found = look();
        if (found === undefined) return;
        this.#waiters.delete(check);
        resolve(found);
      };
      this.#waiters.add(check);
      check();
    });
  }

  /** Sends a request without waiting; returns its id. */
  post(method: string, params: unknown = {}): string {
    this.#ids += 1;
    const id = String(this.#ids);
    this.socket.send(JSON.stringify({ type: "req", id, method, params }));
    return id;
  }

  async request(method: string, params: unknown = {}): Promise<RawFrame> {
    const id = this.post(method, params);
    return this.frame((frame) => frame.type === "res" && frame.id === id);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

export type ReadyClient = RawClient & { readonly hello: RawFrame };

/** The text of a chat payload. */
export function textOf(payload: Record<string, unknown>): string | undefined {
  const message = payload.message as { content: { text: string }[] } | undefined;
  return message?.content.map((block) => block.text).join("");
}

/** The messages of an answer to chat.history. */
export function messagesOf(answer: RawFrame): {
  readonly role: string;
  readonly content: unknown;
  readonly idempotencyKey?: string;
}[] {
  return answer.payload?.messages as ReturnType<typeof messagesOf>;
}
