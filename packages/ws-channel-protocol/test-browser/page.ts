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
  finished(): Promise<{ readonly end: string; readonly text: string } | Failure>;
  stop(): void;
  readonly status: string;
  close(): Promise<void>;
}

/** An error, as far as it can leave the page. */
interface Failure {
  readonly code: string;
  readonly message: string;
}

export type Outcome = { readonly senderId: string; readonly features: readonly string[] } | Failure;

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
      return failure(error);
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
    })().catch(failure);
  },
  finished() {
    if (reply === undefined) throw new Error("nothing was sent");
    return reply.result.then(({ end, text: whole }) => ({ end, text: whole }), failure);
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

/** @throws what is no error of ours. */
function failure(error: unknown): Failure {
  if (!(error instanceof HawserError)) throw error;
  return { code: error.code, message: error.message };
}

Object.assign(globalThis, { chat });
