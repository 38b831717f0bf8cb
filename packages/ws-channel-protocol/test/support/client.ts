import { onTestFinished } from "vitest";
import {
  WsChannelClient,
  type ChannelEvents,
  type ChannelReply,
  type ReplyEvent,
  type WsChannelClientOptions,
} from "../../src/client/index.js";

/** Comes back at once. */
export const QUICK = { firstMaxMs: 0, initialMs: 0, maxMs: 0 } as const;

/** A client that is closed when the test ends. */
export function channel(options: WsChannelClientOptions): WsChannelClient {
  const client = new WsChannelClient({ reconnect: QUICK, wake: false, ...options });
  onTestFinished(() => client.close());
  return client;
}

/** A client that is connected. */
export async function connected(options: WsChannelClientOptions): Promise<WsChannelClient> {
  const client = channel(options);
  await client.connect();
  return client;
}

/** All events of a reply, up to its end. */
export async function eventsOf(reply: ChannelReply): Promise<ReplyEvent[]> {
  const events: ReplyEvent[] = [];
  for await (const event of reply) events.push(event);
  return events;
}

/** What the texts of a reply's events add up to. */
export function shownText(events: readonly ReplyEvent[]): string {
  let text = "";
  for (const event of events) {
    if (event.type === "resync") text = event.text;
    if (event.type === "text") text += event.delta;
  }
  return text;
}

/** The next event of that name that fits. */
export function nextEvent<K extends keyof ChannelEvents>(
  client: WsChannelClient,
  name: K,
  fits: (payload: ChannelEvents[K]) => boolean = () => true,
): Promise<ChannelEvents[K]> {
  return new Promise((resolve) => {
    const off = client.on(name, (payload) => {
      if (!fits(payload)) return;
      off();
      resolve(payload);
    });
  });
}

/** The reply's first event of that type. */
export async function first(reply: ChannelReply, type: ReplyEvent["type"]): Promise<ReplyEvent> {
  for await (const event of reply) if (event.type === type) return event;
  throw new Error(`The reply ended without a ${type} event`);
}
