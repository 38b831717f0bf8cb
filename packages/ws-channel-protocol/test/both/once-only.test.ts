import { ConnectionLostError } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import { faultProxy } from "@hawser/testkit";
import { expect, it, onTestFinished } from "vitest";
import type { WsChannelClient } from "../../src/client/index.js";
import { createWsChannelServer } from "../../src/server/index.js";
import { HeldAgent } from "../server/support/held-agent.js";
import { connected, nextEvent } from "../support/client.js";

const TTL = 1000;

/** Our client in front of our server, with a wire between them that can break. */
async function stage(): Promise<{
  agent: HeldAgent;
  client: WsChannelClient;
  /** So much time passes while the wire is cut. */
  pass: (ms: number) => Promise<void>;
  cut: () => Promise<void>;
  mend: () => Promise<void>;
}> {
  const agent = new HeldAgent();
  const [clock, ours] = [new ManualClock(), new ManualClock()];
  const server = createWsChannelServer({
    port: 0,
    host: "127.0.0.1",
    env: {},
    clock,
    heartbeatMs: 0,
    autoTyping: false,
    resume: { ttlMs: TTL },
    onMessage: agent.onMessage,
  });
  await server.listen();
  onTestFinished(() => server.close({ drainMs: 0 }));
  const proxy = await faultProxy({ target: server.url });
  onTestFinished(() => proxy.close());
  const client = await connected({ url: proxy.url, clock: ours });
  return {
    agent,
    client,
    pass: (ms) => {
      ours.jump(ms);
      return clock.advance(ms);
    },
    cut: async () => {
      const waiting = nextEvent(client, "state", ({ status }) => status === "waiting");
      await proxy.refuse(true);
      await proxy.drop();
      await waiting;
    },
    mend: async () => {
      await proxy.refuse(false);
      const ready = nextEvent(client, "state", ({ status }) => status === "ready");
      client.retryNow();
      await ours.advance(0);
      await ready;
    },
  };
}

it("a message that was answered while its sender was away is answered, not worked on again", async () => {
  const { agent, client, cut, mend } = await stage();
  const reply = client.send("Pay");
  const work = await agent.work("Pay");
  await cut();
  work.finish("Paid");
  await mend();
  expect(await reply.text()).toBe("Paid");
  expect(agent.got).toEqual(["Pay"]);
});

it("a message that was answered and forgotten while its sender was away is lost, not worked on again", async () => {
  const { agent, client, pass, cut, mend } = await stage();
  const reply = client.send("Pay");
  const work = await agent.work("Pay");
  await cut();
  work.finish("Paid");
  await pass(TTL);
  await mend();
  const failure = await reply.result.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ConnectionLostError);
  expect(failure).toMatchObject({ maybeExecuted: true, retryable: false });
  expect(agent.got).toEqual(["Pay"]);
});

it("a message that never arrived is sent when the wire is mended", async () => {
  const { agent, client, cut, mend } = await stage();
  await cut();
  const reply = client.send("Pay");
  await mend();
  (await agent.work("Pay")).finish("Paid");
  expect(await reply.text()).toBe("Paid");
});
