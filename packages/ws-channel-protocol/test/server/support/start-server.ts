import { afterEach, expect } from "vitest";
import {
  createWsChannelServer,
  type ServerEvent,
  type WsChannelServer,
  type WsChannelServerOptions,
} from "../../../src/server/index.js";

const running: WsChannelServer[] = [];
const NOTHING = {
  connections: 0,
  senders: 0,
  groups: 0,
  sessions: 0,
  openReplies: 0,
  keptReplies: 0,
};

afterEach(async () => {
  for (const server of running.splice(0)) {
    await server.close({ drainMs: 0 });
    expect(server.stats).toEqual(NOTHING);
  }
});

/** A server of this test on a free port, and everything it observed. */
export async function startServer(
  options: Partial<WsChannelServerOptions> = {},
): Promise<{ server: WsChannelServer; url: string; events: ServerEvent[] }> {
  const events: ServerEvent[] = [];
  const server = createWsChannelServer({
    port: 0,
    host: "127.0.0.1",
    env: {},
    onMessage: ({ content }) => `echo: ${content}`,
    observe: (event) => events.push(event),
    ...options,
  });
  running.push(server);
  await server.listen();
  return { server, url: server.url, events };
}

/** Waits until `condition` holds; it is looked at after every turn of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}
