import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { connect as dial } from "node:net";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ManualClock } from "@hawser/core/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { createWsChannelServer, type Reply } from "../../src/server/index.js";
import { connect, RawClient, refusedUpgrade } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

/** An agent that answers when it is told to, and whose replies can be looked at. */
function agent(): {
  onMessage: (message: { content: string }, reply: Reply) => Promise<void>;
  readonly replies: Reply[];
  finish: () => void;
} {
  const replies: Reply[] = [];
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  return {
    replies,
    finish: () => finish(),
    onMessage: async ({ content }, reply) => {
      replies.push(reply);
      reply.stream("so far");
      await finished;
      reply.send(`done ${content}`);
    },
  };
}

const CLOSED = { code: 1012, reason: "The server is going away" };

describe("close() while a reply is in progress", () => {
  test("lets it end, then closes the connection", async () => {
    const { onMessage, finish } = agent();
    const clock = new ManualClock();
    const { url, server, events } = await startServer({ onMessage, clock });
    const client = await connect(url);
    const end = client.ask("a", { messageId: "a" });
    await until(() => server.stats.openReplies === 1);
    const closing = server.close();
    await until(() => events.some(({ type }) => type === "draining"));
    await clock.advance(9_999);
    await client.settle();
    finish();
    expect(await end).toEqual({
      type: "chat.response",
      messageId: "a",
      content: "done a",
      done: true,
    });
    expect(await client.closed).toEqual(CLOSED);
    await closing;
    expect(events.slice(-4)).toEqual([
      { type: "draining", replies: 1 },
      expect.objectContaining({ type: "reply", messageId: "a", outcome: "final" }),
      expect.objectContaining({ type: "disconnected", code: 1012 }),
      { type: "closed" },
    ]);
    expect(clock.pending).toBe(0);
  });

  test("takes nothing new: connections get 503, messages and those that wait get closing", async () => {
    const { onMessage, replies, finish } = agent();
    const { url, server } = await startServer({ onMessage });
    const client = await connect(url);
    const [a, b] = [client.end("a"), client.end("b")];
    for (const content of ["a", "b"]) {
      client.send({ type: "chat.send", content, messageId: content });
    }
    await client.settle();
    const closing = server.close();
    const refused = await refusedUpgrade(url);
    expect(refused.status).toBe(503);
    expect(Number(refused.retryAfter)).toBeGreaterThan(0);
    client.send({ type: "chat.send", content: "c", messageId: "c" });
    await client.settle();
    finish();
    expect(await a).toMatchObject({ content: "done a" });
    void b;
    await closing;
    for (const messageId of ["b", "c"]) {
      expect(client.frames.filter((frame) => frame.messageId === messageId).at(-1)).toEqual({
        type: "chat.error",
        messageId,
        error: "The server is going away",
        code: "closing",
      });
    }
    expect(replies.map(({ messageId }) => messageId)).toEqual(["a"]);
  });

  test("still lets the sender stop it", async () => {
    const { url, server } = await startServer({
      onMessage: (_message, { signal }) =>
        new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
    });
    const client = await connect(url);
    const end = client.ask("a", { messageId: "a" });
    await until(() => server.stats.openReplies === 1);
    const closing = server.close();
    client.send({ type: "chat.stop", messageId: "a" });
    expect(await end).toMatchObject({ code: "stopped" });
    await closing;
  });

  test("past the deadline aborts the handlers and tells the senders", async () => {
    const { onMessage, replies } = agent();
    const clock = new ManualClock();
    const { url, server, events } = await startServer({ onMessage, clock, drainMs: 3000 });
    const client = await connect(url);
    const end = client.ask("a", { messageId: "a" });
    await until(() => replies.length === 1);
    const { signal } = replies[0]!;
    const closing = server.close();
    await until(() => events.some(({ type }) => type === "draining"));
    await clock.advance(2999);
    expect(signal.aborted).toBe(false);
    await clock.advance(1);
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ code: "CLOSING" });
    expect(await end).toMatchObject({ type: "chat.error", messageId: "a", code: "closing" });
    expect(await client.closed).toEqual(CLOSED);
    await closing;
    expect(events).toContainEqual(expect.objectContaining({ type: "reply", outcome: "closing" }));
    expect(clock.pending).toBe(0);
  });

  test("past the deadline aborts handlers that have answered and still work, too", async () => {
    let work: Reply | undefined;
    const { url, server } = await startServer({
      drainMs: 0,
      onMessage: async (_message, reply) => {
        work = reply;
        reply.send("the answer");
        await new Promise<void>((resolve) => {
          reply.signal.addEventListener("abort", () => resolve());
        });
      },
    });
    const client = await connect(url);
    await client.ask("a");
    expect(work?.signal.aborted).toBe(false);
    await server.close();
    expect(work?.signal.aborted).toBe(true);
  });

  test("gives a connection that is being authenticated no longer than the drain", async () => {
    const { onMessage, replies, finish } = agent();
    let letIn = (): void => undefined;
    const { url, server } = await startServer({
      onMessage,
      auth: ({ token }) =>
        token === "slow"
          ? new Promise((resolve) => (letIn = () => resolve({ userId: "slow" })))
          : { userId: "ann" },
    });
    const client = await connect(`${url}?token=quick`);
    client.send({ type: "chat.send", content: "a", messageId: "a" });
    const late = new RawClient(`${url}?token=slow`);
    await until(() => late.socket.readyState === late.socket.OPEN && replies.length === 1);
    late.send({ type: "chat.send", content: "b", messageId: "b" });
    const closing = server.close();
    letIn();
    expect(await late.end("b")).toMatchObject({ code: "closing" });
    finish();
    expect(await late.closed).toEqual(CLOSED);
    await closing;
  });

  test.each([[0], [-1], [Number.NaN]])("does not wait with drainMs %d", async (drainMs) => {
    const { onMessage, replies } = agent();
    const clock = new ManualClock();
    const { url, server } = await startServer({ onMessage, clock });
    const client = await connect(url);
    const end = client.ask("a");
    await until(() => replies.length === 1);
    await server.close({ drainMs });
    expect(await end).toMatchObject({ code: "closing" });
  });
});

describe("close()", () => {
  test("ends idle connections at once, with a code that says come back", async () => {
    const clock = new ManualClock();
    const { url, server, events } = await startServer({ clock });
    const clients = [await connect(url), await connect(url)];
    await server.close();
    for (const client of clients) expect(await client.closed).toEqual(CLOSED);
    expect(events.map(({ type }) => type)).not.toContain("draining");
    expect(clock.pending).toBe(0);
  });

  test("cuts a peer that does not answer the close after a second", async () => {
    const clock = new ManualClock();
    const { url, server } = await startServer({ clock, heartbeatMs: 0 });
    const client = await connect(url);
    client.socket.pause();
    const closing = server.close();
    await until(() => clock.pending === 1);
    await clock.advance(999);
    expect(server.connections).toBe(1);
    await clock.advance(1);
    await closing;
    expect(server.connections).toBe(0);
    client.socket.terminate();
  });

  test("is not held up by a connection that never asks for anything", async () => {
    const { server } = await startServer();
    const { port } = server;
    const socket = dial(port, "127.0.0.1");
    await once(socket, "connect");
    const closed = once(socket, "close");
    await server.close();
    await closed;
  });

  test("twice is once, and asking for less time later changes nothing", async () => {
    const { url, server, events } = await startServer();
    await connect(url);
    const first = server.close();
    expect(server.close({ drainMs: 0 })).toBe(first);
    await first;
    await server.close();
    expect(events.filter(({ type }) => type === "closed")).toHaveLength(1);
    await expect(fetch(url.replace("ws:", "http:"))).rejects.toThrow("fetch failed");
  });

  test("before listen() is the end, too", async () => {
    const onMessage = (): void => undefined;
    const server = createWsChannelServer({ port: 0, env: {}, onMessage });
    await server.close();
    await expect(server.listen()).rejects.toMatchObject({ code: "CLOSED" });
    await server.close();
  });

  test("during listen() waits for it, and leaves nothing listening", async () => {
    const clock = new ManualClock();
    const onMessage = (): void => undefined;
    const server = createWsChannelServer({ port: 0, host: "127.0.0.1", env: {}, onMessage, clock });
    const listening = server.listen();
    await server.close();
    await listening;
    expect(server.port).toBe(0);
    expect(clock.pending).toBe(0);
  });

  test("comes with the end of a scope", async () => {
    let url: string;
    {
      await using server = createWsChannelServer({
        port: 0,
        host: "127.0.0.1",
        env: {},
        onMessage: () => undefined,
      });
      await server.listen();
      ({ url } = server);
      await (await connect(url)).close();
    }
    await expect(fetch(url.replace("ws:", "http:"))).rejects.toThrow("fetch failed");
  });

  test("from within a handler ends that handler's reply first", async () => {
    const { url, server } = await startServer({
      onMessage: () => {
        void server.close();
        return "bye";
      },
    });
    const client = await connect(url);
    expect(await client.ask("stop yourself")).toMatchObject({ content: "bye" });
    expect(await client.closed).toEqual(CLOSED);
    await server.close();
  });
});

test("a process whose servers are closed ends by itself", { timeout: 30_000 }, async () => {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const script = fileURLToPath(new URL("support/short-life-process.ts", import.meta.url));
  const options = ["--conditions=@hawser/source", "--import", tsx];
  const child = spawn(process.execPath, [...options, script], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (out += chunk.toString()));
  const [code] = (await once(child, "close")) as [unknown];
  const scenes = ["never listened", "idle", "connected", "answering", "authenticating", "attached"];
  expect({ code, out }).toEqual({ code: 0, out: scenes.map((name) => `${name}\n`).join("") });
});
