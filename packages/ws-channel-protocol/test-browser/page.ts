import { HawserError } from "@hawser/core";
import {
  WsChannelClient,
  type ChannelReply,
  type ReplyEvent,
  type WsChannelClientOptions,
} from "@hawser/ws-channel-protocol/client";

// The page's script: a small chat, driven by the tests from outside.

/** What a test can do in the page, as `chat`. */
export interface PageChat {
  connect(options: WsChannelClientOptions): Promise<Outcome>;
  /** Sends a message; the reply then shows in `events` and `text`. */
  send(message: string): void;
  readonly events: readonly ReplyEvent[];
  readonly text: string;
  /** Resolves when the reply has ended. */
  finished(): Promise<{ readonly end: string; readonly text: string }>;
  stop(): void;
  readonly status: string;
  close(): Promise<void>;
}

export type Outcome =
  | { readonly senderId: string; readonly features: readonly string[] }
  | { readonly code: string; readonly message: string };

let client: WsChannelClient | undefined;
let reply: ChannelReply | undefined;
let events: ReplyEvent[] = [];
let text = "";

const chat: PageChat = {
  async connect(options) {
    client = new WsChannelClient(options);
    try {
      const { senderId, features } = await client.connect();
      return { senderId, features: [...features] };
    } catch (error) {
      if (!(error instanceof HawserError)) throw error;
      return { code: error.code, message: error.message };
    }
  },
  send(message) {
    if (client === undefined) throw new Error("connect first");
    const sent = client.send(message);
    reply = sent;
    events = [];
    void (async () => {
      for await (const event of sent) {
        events.push(event);
        if (event.type !== "typing") text = event.text;
      }
    })();
  },
  async finished() {
    if (reply === undefined) throw new Error("nothing was sent");
    const { end, text: whole } = await reply.result;
    return { end, text: whole };
  },
  stop() {
    reply?.stop();
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

Object.assign(globalThis, { chat });
