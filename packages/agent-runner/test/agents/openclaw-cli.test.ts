import { readdirSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { silentLogger } from "@hawser/core";
import { identifyProcess } from "@hawser/core/node";
import { expect, test } from "vitest";
import type { Agent, AgentReply, Task } from "../../src/index.js";
import { openclawCliAgent } from "../../src/agents/openclaw-cli.js";
import { later } from "../support/cleanup.js";

const fake = fileURLToPath(new URL("../support/openclaw-fake.mjs", import.meta.url));

function agentOf(options: Parameters<typeof openclawCliAgent>[0] = {}): Agent {
  return openclawCliAgent({ command: fake, ...options });
}

/** Where the command writes down what it has started. */
async function pidFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hawser-cli-"));
  later(() => rm(folder, { recursive: true }));
  return join(folder, "pids");
}

async function pidsIn(path: string): Promise<number[]> {
  const read = async (): Promise<number[]> =>
    JSON.parse(await readFile(path, "utf8").catch(() => "[]")) as number[];
  await expect.poll(async () => (await read()).length, { timeout: 10_000 }).toBeGreaterThan(0);
  return read();
}

function task(text: string): Task {
  return {
    id: "1",
    source: "grupr",
    conversation: "room-1",
    text,
    speaker: { kind: "person", name: "Ada" },
    context: [],
    media: [],
  };
}

function ask(
  agent: Agent,
  text: string,
  signal = new AbortController().signal,
): Promise<AgentReply> {
  const context = {
    signal,
    attempt: 1,
    resumed: false,
    idempotencyKey: "k",
    status: () => undefined,
    logger: silentLogger,
  };
  return agent(task(text), context) as Promise<AgentReply>;
}

test("a command whose agent is not named is told the session alone", async () => {
  const { text } = await ask(agentOf(), "hello there");
  const told = JSON.parse(text) as { readonly agent?: string; readonly session?: string };
  expect([told.agent ?? "", told.session]).toEqual(["", "grupr-room-1"]);
});

test("each conversation has a session whose name may be a file's, however it is called", async () => {
  const names = ["a/b", "a:b", "a_b", "Ä", "x".repeat(300), `${"x".repeat(299)}y`];
  const sessions: string[] = [];
  for (const conversation of names) {
    const agent = agentOf({
      message: () => "hello",
    });
    const context = {
      signal: new AbortController().signal,
      attempt: 1,
      resumed: false,
      idempotencyKey: "k",
      status: () => undefined,
      logger: silentLogger,
    };
    const { text } = (await agent({ ...task("hello"), conversation }, context)) as AgentReply;
    sessions.push((JSON.parse(text) as { readonly session: string }).session);
  }
  expect(new Set(sessions).size).toBe(names.length);
  for (const session of sessions) expect(session).toMatch(/^[a-z0-9][a-z0-9._-]{0,127}$/iu);
});

test("the command is told who works, in which session, how long, and who says what", async () => {
  const { text } = await ask(agentOf({ agent: "chatty", timeoutMs: 90_500 }), "hello there");
  expect(JSON.parse(text)).toEqual({
    agent: "chatty",
    session: "grupr-room-1",
    timeout: "91",
    length: 16,
    start: "Ada: hello there",
    file: false,
  });
});

test("a speaker can give the agent no commands", async () => {
  const { text } = await ask(agentOf({ message: () => "--local" }), "/new");
  expect(JSON.parse(text)).toMatchObject({ start: "--local" });
  expect(JSON.parse((await ask(agentOf(), "/new")).text)).toMatchObject({
    start: "Ada: \u2060/new",
  });
});

test("a long message goes by a file, which is gone afterwards", async () => {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith("hawser-message-"));
  const { text } = await ask(agentOf(), "ä".repeat(140_000));
  expect(JSON.parse(text)).toMatchObject({ file: true, length: 140_005 });
  const after = readdirSync(tmpdir()).filter((name) => name.startsWith("hawser-message-"));
  expect(after.filter((name) => !before.includes(name))).toEqual([]);
});

test("texts are joined, notices and errors are no replies", async () => {
  const agent = agentOf();
  expect(await ask(agent, "TWO")).toEqual({
    text: "One\n\nTwo",
    mediaUrls: ["https://example.org/a.png"],
  });
  expect(await ask(agent, "NOTICE")).toEqual({ text: "Hello" });
  expect(await ask(agent, "LOCAL")).toEqual({ text: "from here" });
  expect(await ask(agent, "BANNER")).toEqual({ text: "after a banner" });
  expect(await ask(agent, "EMPTY")).toEqual({ text: "" });
});

test("each way to fail is told apart, and no secret comes through", async () => {
  const agent = agentOf();
  await expect(ask(agent, "TIMEOUT")).rejects.toMatchObject({ code: "AGENT_TIMEOUT" });
  await expect(ask(agent, "NOISE")).rejects.toMatchObject({
    code: "COMMAND_FAILED",
    message: expect.stringContaining("strange way") as string,
  });
  const error: unknown = await ask(agent, "PROVIDER").catch((cause: unknown) => cause);
  expect(error).toMatchObject({ code: "AGENT_FAILED", retryable: false });
  expect(String(error)).not.toContain("abc123secret");
  await expect(ask(agentOf({ command: "no-such-openclaw" }), "x")).rejects.toMatchObject({
    code: "COMMAND_NOT_FOUND",
  });
  await expect(ask(agentOf({ maxOutputBytes: 10 }), "x")).rejects.toMatchObject({
    code: "COMMAND_OUTPUT",
  });
});

test("an older command gets a long message as an argument, as long as one takes it", async () => {
  const agent = agentOf({ env: { ...process.env, FAKE_OPENCLAW_OLD: "1" } });
  for (let n = 0; n < 2; n++) {
    const { text } = await ask(agent, "x".repeat(20_000));
    expect(JSON.parse(text)).toMatchObject({ file: false, length: 20_005 });
  }
  await expect(ask(agent, "ä".repeat(140_000))).rejects.toMatchObject({
    code: "COMMAND_FAILED",
    message: expect.stringContaining("too long") as string,
  });
});

test("a task that is stopped ends everything the command has started", async () => {
  const pids = await pidFile();
  const stop = new AbortController();
  const agent = agentOf({ env: { ...process.env, FAKE_OPENCLAW_PIDS: pids } });
  const answer = ask(agent, "TREE", stop.signal);
  const ended = expect(answer).rejects.toThrow("not wanted");
  const started = await pidsIn(pids);
  expect(started).toHaveLength(2);
  stop.abort(new Error("not wanted"));
  await ended;
  for (const pid of started) {
    await expect.poll(() => identifyProcess(pid), { timeout: 10_000 }).toBeUndefined();
  }
}, 20_000);

test("a reply is not held up by what the command has left behind", async () => {
  const pids = await pidFile();
  const answer = ask(agentOf({ env: { ...process.env, FAKE_OPENCLAW_PIDS: pids } }), "PIPE");
  const [left = 0] = await pidsIn(pids);
  later(() => process.kill(left, "SIGKILL"));
  expect(await answer).toEqual({ text: "answered" });
  expect(await identifyProcess(left)).toBeDefined();
}, 20_000);

test("a task that is stopped ends the process", async () => {
  const stop = new AbortController();
  const answer = ask(agentOf(), "HANG", stop.signal);
  stop.abort(new Error("not wanted"));
  await expect(answer).rejects.toThrow("not wanted");
});
