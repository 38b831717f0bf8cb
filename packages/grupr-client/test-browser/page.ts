import { HawserError } from "@hawser/core";
import {
  GruprClient,
  verifyWebhookSignature,
  type Delivery,
  type GruprClientOptions,
} from "@hawser/grupr-client";

// The page's script: an agent that is driven by the tests from outside.

/** What a test can do in the page, as `agent`. */
export interface PageAgent {
  /** Follows a room from now on. */
  follow(options: GruprClientOptions, gruprId: string): void;
  /** What was said, and not acked yet. */
  readonly heard: readonly string[];
  /** Says it, and acks what was heard. */
  answer(text: string): Promise<string>;
  /** How the stream ended, where it did. */
  readonly end: string | undefined;
  readonly status: string | undefined;
  verify(body: string, header: string, secret: string): Promise<boolean>;
  close(): Promise<void>;
}

let client: GruprClient | undefined;
let room = "";
let deliveries: Delivery[] = [];
let end: string | undefined;
let status: string | undefined;

const agent: PageAgent = {
  follow(options, gruprId) {
    const grupr = new GruprClient(options);
    client = grupr;
    room = gruprId;
    void (async () => {
      try {
        const onState = (state: { readonly status: string }): void => void (status = state.status);
        for await (const delivery of grupr.stream(gruprId, { onState })) deliveries.push(delivery);
        end = "done";
      } catch (error) {
        end = error instanceof HawserError ? error.code : String(error);
      }
    })();
  },
  async answer(text) {
    if (client === undefined) throw new Error("follow a room first");
    const sent = await client.messages.send(room, text);
    const done = deliveries;
    deliveries = [];
    for (const delivery of done) await delivery.ack();
    return sent.message_id;
  },
  verify: verifyWebhookSignature,
  async close() {
    await client?.close();
  },
  get heard() {
    return deliveries.map(({ message }) => message.content);
  },
  get end() {
    return end;
  },
  get status() {
    return status;
  },
};

Object.assign(globalThis, { agent });
