import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AuthError } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
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

test("a reply that may be in the room is looked for, and is not taken for another with its words", async () => {
  const hub = await open();
  const client = connect(hub);
  const ask = (content: string): string =>
    hub.say(hub.gruprId, { from: "Ada", content }).message_id;
  // All that a crash can leave: in the room and known, in the room and not known, on its way, and lost.
  const ids = ["Known?", "Unknown?", "Late?", "Lost?"].map(ask);
  const [known = ""] = ids;
  const first = await client.messages.send(hub.gruprId, "Yes");
  await client.messages.send(hub.gruprId, "Yes");
  const [store, clock] = [new MemoryStore(), new ManualClock()];
  const since = clock.now();
  for (const id of ids) {
    const key = `task:${JSON.stringify(["grupr", id])}`;
    await store.put(key, { state: "replying", at: since, reply: { text: "Yes" } });
  }
  const replies = JSON.stringify({ replies: [[known, first.message_id]] });
  await store.put("cursor:grupr", { state: "cursor", cursor: replies });

  const { gruprId } = hub;
  const told: [string, boolean][] = [];
  const { watch } = start({
    store,
    clock,
    concurrency: 1,
    agent: () => "asked again",
    source: gruprSource(client, {
      gruprId,
      cursor: "2020-01-01T00:00:00Z",
      onReply: ({ answers, found }) => void told.push([answers.content, found]),
    }),
  });
  await expect.poll(() => told.length, { timeout: 10_000 }).toBe(2);
  // The request of the one that comes next arrives while it is looked for.
  await client.messages.send(gruprId, "Yes");
  const toldLater = async (): Promise<number> => {
    await clock.advance(500);
    return told.length;
  };
  await expect.poll(toldLater, { timeout: 20_000 }).toBe(4);
  const ended = await watch.until("ended", 4);
  expect(ended.map(({ outcome, attempts }) => [outcome, attempts])).toEqual(
    ids.map(() => ["replied", 0]),
  );
  expect(told).toEqual([
    ["Known?", true],
    ["Unknown?", true],
    ["Late?", true],
    ["Lost?", false],
  ]);
  expect(said(hub).filter((content) => content === "Yes")).toHaveLength(4);
}, 30_000);

test("a reply whose fate nobody knows is answered for once the hub can be read again", async () => {
  const hub = await open();
  const { watch } = await follow(hub, connect(hub), {
    agent: ({ text }) => {
      hub.faults.loseResponse("send", { how: "cut" });
      hub.faults.rest(503, { operation: "list", times: Infinity });
      return `heard ${text}`;
    },
  });
  hub.say(hub.gruprId, { from: "Ada", content: "Hello" });
  const [retrying] = await watch.until("retrying");
  expect(retrying).toMatchObject({ what: "reply", error: { code: "SEND_UNKNOWN" } });
  hub.faults.clear();
  expect((await watch.until("ended"))[0]).toMatchObject({ outcome: "replied", attempts: 1 });
  expect(said(hub)).toEqual(["Hello", "heard Hello"]);
}, 60_000);

test("how messages come is told, and a source that need not follow ends when it has caught up", async () => {
  const hub = await open();
  const cursors = new MemoryCursorStore();
  const client = connect(hub, cursors);
  for (const content of ["one", "two", "three"]) hub.say(hub.gruprId, { from: "Ada", content });
  const { gruprId } = hub;
  const states: string[] = [];
  hub.faults.rest(503, { operation: "list", times: 1 });
  const source = gruprSource(client, {
    gruprId,
    cursor: "2020-01-01T00:00:00Z",
    whenCaughtUp: "end",
    onState: ({ status }) => void states.push(status),
  });
  const { done } = start({ source, concurrency: 1, agent: ({ text }) => `heard ${text}` });
  expect(await done).toMatchObject({ replied: 3 });
  expect(states[0]).toBe("retrying");
  expect(["live", "polling"]).toContain(states[1]);
  expect(said(hub).slice(3)).toEqual(["heard one", "heard two", "heard three"]);
}, 20_000);

test("a message whose agent failed comes again where that is wanted", async () => {
  const hub = await open();
  const { gruprId } = hub;
  const cursors = new MemoryCursorStore();
  await cursors.save(gruprId, "2020-01-01T00:00:00Z");
  hub.say(gruprId, { from: "Ada", content: "Hello" });
  const read = async (failed: "again" | "done"): Promise<number> => {
    const source = gruprSource(connect(hub, cursors), { gruprId, whenCaughtUp: "end", failed });
    const summary = await start({ source, agent: () => Promise.reject(new Error("no")) }).done;
    return summary.failed;
  };
  expect(await read("again")).toBe(1);
  expect(await read("done")).toBe(1);
  expect(await read("done")).toBe(0);
  expect(said(hub)).toEqual(["Hello"]);
});

test("a hub that does not take the words fails the task, and one that refuses the token ends the runner", async () => {
  const hub = await open();
  const { watch, done } = await follow(hub, connect(hub), { agent: ({ text }) => `heard ${text}` });
  hub.faults.rest(422, { operation: "send", times: 1 });
  hub.say(hub.gruprId, { from: "Ada", content: "one" });
  expect((await watch.until("ended"))[0]).toMatchObject({
    outcome: "failed",
    error: { code: "REPLY_REFUSED" },
  });
  hub.faults.rest(401, { operation: "send", times: 1 });
  hub.say(hub.gruprId, { from: "Ada", content: "two" });
  await expect(done).rejects.toBeInstanceOf(AuthError);
  expect(watch.of("ended")[1]).toMatchObject({ outcome: "undelivered" });
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
