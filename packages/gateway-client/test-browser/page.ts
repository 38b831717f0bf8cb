import { GatewayClient, HawserError, type ChatRunEvent } from "@hawser/gateway-client";
import { indexedDbDeviceStore } from "@hawser/gateway-client/browser";

// The page's script: a small chat, driven by the tests from outside.

/** What a test can do in the page, as `chat`. */
export interface PageChat {
  connect(options: { readonly url: string; readonly token?: string }): Promise<Outcome>;
  /** Sends a message; the reply then shows in `events` and `text`. */
  send(message: string): void;
  readonly events: readonly ChatRunEvent[];
  readonly text: string;
  /** Resolves when the reply has ended. */
  finished(): Promise<{ readonly status: string; readonly text: string }>;
  readonly status: string;
  close(): Promise<void>;
}

export type Outcome = { readonly protocol: number | undefined } | { readonly code: string };

let client: GatewayClient | undefined;
let events: ChatRunEvent[] = [];
let reply: Promise<{ readonly status: string; readonly text: string }> | undefined;
let text = "";

const chat: PageChat = {
  async connect({ url, token }) {
    client = new GatewayClient({
      url,
      ...(token !== undefined && { token }),
      device: indexedDbDeviceStore(),
    });
    try {
      await client.connect();
      return { protocol: client.protocol };
    } catch (error) {
      return { code: error instanceof HawserError ? error.code : String(error) };
    }
  },
  send(message) {
    if (client === undefined) throw new Error("connect first");
    const run = client.chat.run({ sessionKey: "agent:main:main", message });
    events = [];
    reply = (async () => {
      for await (const event of run) {
        events.push(event);
        if (event.type === "text" || event.type === "resync") text = event.text;
      }
      const { status, text: whole } = await run.result;
      return { status, text: whole };
    })();
    reply.catch(() => undefined);
  },
  finished() {
    return reply ?? Promise.reject(new Error("nothing was sent"));
  },
  async close() {
    await client?.close();
  },
  get events() {
    return events;
  },
  get text() {
    return text;
  },
  get status() {
    return client?.state.status ?? "none";
  },
};

declare global {
  var chat: PageChat;
}

globalThis.chat = chat;
