import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GruprClient, MemoryCursorStore, type CursorStore } from "@hawser/grupr-client";
import { startGrupr, type TestGrupr } from "@hawser/testkit";
import { expect, test } from "vitest";
import { MemoryStore, type RunAgentOptions } from "../../src/index.js";
import { fileStore } from "../../src/node.js";
import { gruprSource } from "../../src/sources/grupr.js";
import { later } from "../support/cleanup.js";
import { start, type Running } from "../support/run.js";

async function open(): Promise<TestGrupr> {
  const hub = await startGrupr();
  later(() => hub.close());
  return hub;
}

function connect(hub: TestGrupr, store: CursorStore = new MemoryCursorStore()): GruprClient {
  const { agentToken, baseUrl, wsUrl } = hub;
  const client = new GruprClient({
    agentToken,
    baseUrl,
    agentId: hub.agent.id,
    ws: { url: wsUrl },
    wake: false,
    store,
  });
  later(() => client.close());
  return client;
}

/** Runs, and waits until the room is followed: what is said before is not new. */
async function follow(
  hub: TestGrupr,
  client: GruprClient,
  options: Omit<RunAgentOptions, "source">,
): Promise<Running> {
  const { gruprId } = hub;
  const running = start({ source: gruprSource(client, { gruprId }), ...options });
  await hub.waitFor("subscribe");
  return running;
}

function said(hub: TestGrupr): string[] {
  return hub.messages(hub.gruprId).map(({ content }) => content);
}

test("people are answered, agents and AIs and the runner itself are not", async () => {
  const hub = await open();
  const { watch, stop } = await follow(hub, connect(hub), {
    agent: ({ text, context, speaker }) =>
      `${speaker.name ?? speaker.kind}: ${text} (${context.length})`,
  });
  hub.say(hub.gruprId, { from: "Claude", ai: true, content: "I am an AI" });
  hub.say(hub.gruprId, { from: "Ada", content: "Hello" });
  const [ended] = await watch.until("ended");
  expect(ended).toMatchObject({ outcome: "replied" });
  await watch.until("skipped", 2);
  expect(watch.of("skipped").map(({ reason }) => reason)).toEqual(["other-agent", "own-message"]);
  expect(said(hub).at(-1)).toMatch(/: Hello \(1\)$/);
  expect(await stop()).toMatchObject({ replied: 1, skipped: 2 });
});

test("what was not answered before the end is answered after the next start, the rest is not", async () => {
  const hub = await open();
  const cursors = new MemoryCursorStore();
  const first = await follow(hub, connect(hub, cursors), {
    drainMs: 0,
    agent: ({ text }, { signal }) =>
      text === "one"
        ? "heard one"
        : new Promise<string>((resolve) =>
            signal.addEventListener("abort", () => resolve("never posted")),
          ),
  });
  hub.say(hub.gruprId, { from: "Ada", content: "one" });
  await first.watch.until("ended");
  hub.say(hub.gruprId, { from: "Ada", content: "two" });
  await first.watch.until("begun", 2);
  expect(await first.stop()).toMatchObject({ replied: 1, released: 1 });
  const second = await follow(hub, connect(hub, cursors), {
    agent: ({ text }) => `heard ${text}`,
  });
  await second.watch.until("ended");
  expect(said(hub)).toEqual(["one", "heard one", "two", "heard two"]);
});

test("a process that died between its reply and its word of it does not reply twice", async () => {
  const hub = await open();
  const folder = await mkdtemp(join(tmpdir(), "hawser-runner-"));
  later(() => rm(folder, { recursive: true }));
  const question = hub.say(hub.gruprId, { from: "Ada", content: "Hello" });
  const other = hub.say(hub.gruprId, { from: "Ada", content: "Anybody?" });
  // As a crash leaves it: one reply is in the room, the other one only in the store.
  const client = connect(hub);
  await client.messages.send(hub.gruprId, "heard Hello");
  const path = join(folder, "state.jsonl");
  const before = fileStore(path);
  await before.load();
  for (const [id, text] of [
    [question.message_id, "heard Hello"],
    [other.message_id, "heard Anybody?"],
  ]) {
    const key = `task:${JSON.stringify(["grupr", id])}`;
    await before.put(key, { state: "replying", at: 0, reply: { text: text ?? "" } });
  }
  await before.close?.();

  const { gruprId } = hub;
  const source = gruprSource(client, { gruprId, cursor: "2020-01-01T00:00:00Z" });
  const { watch } = start({ source, store: fileStore(path), agent: () => "asked again" });
  const ended = await watch.until("ended", 2);
  expect(ended.map(({ outcome, attempts }) => [outcome, attempts])).toEqual([
    ["replied", 0],
    ["replied", 0],
  ]);
  expect(said(hub)).toEqual(["Hello", "Anybody?", "heard Hello", "heard Anybody?"]);
});

test("a reply that the hub refuses for a while is sent when it does not", async () => {
  const hub = await open();
  const { watch } = await follow(hub, connect(hub), { agent: () => "Hello Ada" });
  hub.faults.rest(429, { operation: "send", times: 4 });
  hub.say(hub.gruprId, { from: "Ada", content: "Hello" });
  expect((await watch.until("ended"))[0]).toMatchObject({ outcome: "replied", attempts: 1 });
  expect(watch.of("retrying")[0]).toMatchObject({ what: "reply" });
  expect(said(hub)).toEqual(["Hello", "Hello Ada"]);
}, 20_000);

test("a failure is no message in the room, unless it is wanted", async () => {
  const hub = await open();
  const { watch } = await follow(hub, connect(hub), {
    agent: () => {
      throw new Error("no");
    },
    store: new MemoryStore(),
  });
  hub.say(hub.gruprId, { from: "Ada", content: "Hello" });
  expect((await watch.until("ended"))[0]).toMatchObject({ outcome: "failed" });
  expect(said(hub)).toEqual(["Hello"]);
});
