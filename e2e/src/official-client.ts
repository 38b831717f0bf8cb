import { randomUUID } from "node:crypto";
import { GatewayClient } from "@openclaw/gateway-client";

/** The part of a chat event these tests look at. */
export interface ChatPayload {
  readonly runId: string;
  readonly sessionKey: string;
  readonly state: string;
  readonly message?: { readonly content: string | readonly { readonly text?: string }[] };
  readonly errorMessage?: string;
}

/** The gateway project's own client, connected: a measure for the harness that is not ours. */
export class OfficialClient {
  readonly #client: GatewayClient;
  readonly #chats = new Set<(payload: ChatPayload) => void>();
  protocol = 0;

  private constructor(url: string, token: string, done: (error?: Error) => void) {
    this.#client = new GatewayClient({
      url,
      token,
      minProtocol: 3,
      maxProtocol: 4,
      role: "operator",
      scopes: ["operator.read", "operator.write", "operator.admin"],
      onHelloOk: (hello) => {
        this.protocol = hello.protocol;
        done();
      },
      onConnectError: done,
      onEvent: ({ event, payload }) => {
        if (event === "chat") for (const chat of this.#chats) chat(payload as ChatPayload);
      },
    });
  }

  static connect(url: string, token: string): Promise<OfficialClient> {
    return new Promise((resolve, reject) => {
      const official: OfficialClient = new OfficialClient(url, token, (error) =>
        error === undefined ? resolve(official) : reject(error),
      );
      official.#client.start();
    });
  }

  request(method: string, params: object = {}): Promise<Record<string, unknown>> {
    return this.#client.request(method, params);
  }

  /** Sends a message and answers the chat events of its run, the last one included. */
  async chat(sessionKey: string, message: string): Promise<ChatPayload[]> {
    const idempotencyKey = randomUUID();
    const seen: ChatPayload[] = [];
    const ended = new Promise<void>((resolve) => {
      const look = (payload: ChatPayload): void => {
        if (payload.runId !== idempotencyKey) return;
        seen.push(payload);
        if (!["final", "error", "aborted"].includes(payload.state)) return;
        this.#chats.delete(look);
        resolve();
      };
      this.#chats.add(look);
    });
    await this.request("chat.send", { sessionKey, message, idempotencyKey });
    await ended;
    return seen;
  }

  stop(): Promise<void> {
    return this.#client.stopAndWait();
  }
}

/** The text of a chat event's message. */
export function textOf(payload: ChatPayload | undefined): string {
  const content = payload?.message?.content ?? "";
  return typeof content === "string" ? content : content.map((part) => part.text ?? "").join("");
}
