import { WsChannelClient } from "@hawser/ws-channel-protocol/client";
import { createWsChannelServer, type WsChannelServer } from "@hawser/ws-channel-protocol/server";
import { expect, test } from "vitest";
import { MemoryStore } from "../../src/index.js";
import { wsChannelSource } from "../../src/sources/ws-channel.js";
import { later } from "../support/cleanup.js";
import { start } from "../support/run.js";

function serve(): WsChannelServer {
  const server = createWsChannelServer({ port: 0, host: "127.0.0.1" });
  later(() => server.close());
  return server;
}

async function join(server: WsChannelServer, senderId: string): Promise<WsChannelClient> {
  // It listens once there is somebody to answer.
  await expect.poll(() => server.port, { timeout: 10_000 }).not.toBe(0);
  const client = new WsChannelClient({ url: server.url, senderId, senderName: senderId });
  later(() => client.close());
  await client.connect();
  return client;
}

test("a function answers whoever writes, and the runner ends with a summary", async () => {
  const server = serve();
  const { stop } = start({
    source: wsChannelSource(server),
    agent: (task) => `${task.speaker.name} in ${task.conversation} said: ${task.text}`,
  });
  const ada = await join(server, "ada");
  expect(await ada.send("Hello").text()).toBe("ada in direct:ada said: Hello");
  expect(await stop()).toMatchObject({ replied: 1, failed: 0, skipped: 0 });
  await expect(ada.send("Still there?").text()).rejects.toThrow("Nobody answers here");
});

test("a stream of texts is shown as it grows", async () => {
  const server = serve();
  let goOn = (): void => undefined;
  const seen = new Promise<void>((resolve) => (goOn = resolve));
  start({
    source: wsChannelSource(server),
    progress: { everyMs: 0 },
    async *agent() {
      yield "Once ";
      yield "upon ";
      await seen;
      yield "a time";
    },
  });
  const ada = await join(server, "ada");
  const reply = ada.send("A story");
  const texts: string[] = [];
  for await (const event of reply) {
    if (event.type !== "text") continue;
    texts.push(event.text);
    if (event.text.startsWith("Once upon")) goOn();
  }
  expect(texts).toContain("Once upon ");
  expect(await reply.text()).toBe("Once upon a time");
});

test("a reply that is stopped aborts the agent, and nothing is counted as answered", async () => {
  const server = serve();
  let reason: unknown;
  const { watch, stop } = start({
    source: wsChannelSource(server),
    progress: { everyMs: 0 },
    async *agent(_task, { signal }) {
      yield "Well, ";
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      reason = signal.reason;
      yield "too late";
    },
  });
  const ada = await join(server, "ada");
  const reply = ada.send("A story");
  for await (const event of reply) if (event.type === "text") reply.stop();
  expect(await reply.text()).toBe("Well, ");
  await watch.until("ended");
  expect(reason).toMatchObject({ code: "STOPPED" });
  expect(await stop()).toMatchObject({ stopped: 1, replied: 0 });
});

test("an agent that fails gives nothing away", async () => {
  const server = serve();
  const { watch } = start({
    source: wsChannelSource(server),
    agent: () => {
      throw new Error("the key sk-secret was refused");
    },
  });
  const ada = await join(server, "ada");
  const error = await ada
    .send("Hello")
    .text()
    .catch((cause: unknown) => cause);
  expect(error).toMatchObject({ message: expect.stringContaining("could not answer") as string });
  expect(String(error)).not.toContain("secret");
  expect((await watch.until("ended"))[0]).toMatchObject({ outcome: "failed", attempts: 1 });
});

test("one sender's messages are answered in order, senders side by side", async () => {
  const server = serve();
  const begun: string[] = [];
  const gates = new Map<string, () => void>();
  start({
    source: wsChannelSource(server),
    agent: async ({ text }) => {
      begun.push(text);
      await new Promise<void>((resolve) => gates.set(text, resolve));
      return text;
    },
  });
  const [ada, bob] = [await join(server, "ada"), await join(server, "bob")];
  const first = ada.send("a1");
  const second = ada.send("a2");
  await expect.poll(() => begun).toEqual(["a1"]);
  const other = bob.send("b1");
  await expect.poll(() => begun).toEqual(["a1", "b1"]);
  gates.get("b1")?.();
  expect(await other.text()).toBe("b1");
  expect(begun).toEqual(["a1", "b1"]);
  gates.get("a1")?.();
  expect(await first.text()).toBe("a1");
  await expect.poll(() => begun).toEqual(["a1", "b1", "a2"]);
  gates.get("a2")?.();
  expect(await second.text()).toBe("a2");
});

test("a message that is sent again after a restart gets the reply it had, without the agent", async () => {
  const store = new MemoryStore();
  let asked = 0;
  const agent = (): string => `asked ${++asked}`;
  const before = serve();
  const first = start({ source: wsChannelSource(before), agent, store });
  const ada = await join(before, "ada");
  expect(await ada.send({ content: "Hello", messageId: "m-1" }).text()).toBe("asked 1");
  await first.stop();
  await before.close();

  const after = serve();
  start({ source: wsChannelSource(after), agent, store });
  const again = await join(after, "ada");
  expect(await again.send({ content: "Hello", messageId: "m-1" }).text()).toBe("asked 1");
  const bob = await join(after, "bob");
  expect(await bob.send({ content: "Hello", messageId: "m-1" }).text()).toBe("asked 2");
});

test("a sender who writes too fast is told when to try again, and nobody else is held up", async () => {
  const server = serve();
  start({
    source: wsChannelSource(server),
    agent: ({ text }) => text,
    rateLimit: { speaker: { count: 2, perMs: 3_600_000 } },
  });
  const [ada, bob] = [await join(server, "ada"), await join(server, "bob")];
  expect(await ada.send("1").text()).toBe("1");
  expect(await ada.send("2").text()).toBe("2");
  const refused = await ada.send("3").result.catch((error: unknown) => error);
  expect(refused).toMatchObject({ remoteCode: "rate_limited" });
  const { retryAfterMs } = refused as { readonly retryAfterMs: number };
  expect(retryAfterMs).toBeGreaterThan(0);
  expect(retryAfterMs).toBeLessThanOrEqual(1_800_000);
  expect(await bob.send("1").text()).toBe("1");
});
