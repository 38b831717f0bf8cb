import { createWsChannelServer, type WsChannelServer } from "@hawser/ws-channel-protocol/server";
import { setTimeout as sleep } from "node:timers/promises";
import { agent } from "./agent.js";

const REMIND_AFTER_MS = 5000;

/**
 * Starts the channel's server with the small agent behind it. Everyone may come in: it is meant for
 * this machine.
 *
 * @throws the listen error when the port is taken.
 */
export async function startEmbeddedServer(options: {
  readonly port: number;
  readonly host: string;
}): Promise<WsChannelServer> {
  const leaving = new AbortController();
  const server = createWsChannelServer({
    ...options,
    auth: { enabled: false },
    // The environment may hold settings for a real gateway's auth service.
    env: {},
    onMessage: (message, reply) => {
      if (/^\s*fail\b/i.test(message.content)) throw new Error("asked to fail");
      if (/\bremind\b/i.test(message.content)) void remind(message);
      return agent(message, reply);
    },
  });

  async function remind(message: { senderId: string; groupId?: string }): Promise<void> {
    await sleep(REMIND_AFTER_MS, undefined, { signal: leaving.signal });
    const to =
      message.groupId === undefined ? { senderId: message.senderId } : { groupId: message.groupId };
    server.push(to, "This is your **reminder**. Nobody asked at this moment; I just said it.");
  }

  await server.listen();
  return server;
}
