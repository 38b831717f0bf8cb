import type { TestGateway } from "@hawser/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Console } from "../src/console.js";
import { consoleAt, gatewayFor, until } from "./support/console-at.js";

describe.each([3, 4] as const)("a console on protocol %i", (protocol) => {
  let gateway: TestGateway;
  let console: Console;
  const asked: string[] = [];
  const answers: string[] = [];

  beforeEach(async () => {
    asked.length = 0;
    answers.length = 0;
    gateway = await gatewayFor({ protocol, agents: ["main", "ops"] });
    const known = gateway.sessions.open("agent:ops:release");
    gateway.sessions.append(known, {
      role: "user",
      content: [{ type: "text", text: "What is left?" }],
    });
    gateway.sessions.append(known, {
      role: "assistant",
      content: [{ type: "text", text: "The changelog." }],
    });
    console = consoleAt(gateway, {
      onApproval: ({ command }) => asked.push(command),
      onAnswer: (text) => answers.push(text),
    });
    await console.connect(AbortSignal.timeout(10_000));
  });

  afterEach(async () => {
    await console.close();
    await gateway.close();
  });

  test("lists sessions and agents, and narrows the list", async () => {
    const { sessions, presence } = console;
    await until(sessions.all, (rows) => rows.some(({ key }) => key === "agent:ops:release"));
    await until(presence.agents, (agents) => agents.length === 2);
    sessions.search.value = "RELEASE";
    expect(sessions.shown.value.map(({ key }) => key)).toEqual(["agent:ops:release"]);
    sessions.search.value = "";
    sessions.kind.value = "cron";
    expect(sessions.shown.value).toEqual([]);
  });

  test("reads a session, writes in it, and leaves what was said to the transcript", async () => {
    const conversation = console.open("agent:ops:release");
    await until(conversation.transcript, ({ length }) => length === 2);
    conversation.send("Hello there");
    expect(conversation.turns.value.map(({ question }) => question)).toEqual(["Hello there"]);
    expect(conversation.working.value).toBe(true);
    await until(conversation.turns, ({ length }) => length === 0);
    expect(conversation.transcript.value.map(({ from, text }) => [from, text])).toEqual([
      ["person", "What is left?"],
      ["agent", "The changelog."],
      ["person", "Hello there"],
      ["agent", "echo: Hello there"],
    ]);
    expect(answers).toEqual(["echo: Hello there"]);
  });

  test("a run that failed stands in the transcript", async () => {
    const conversation = console.open("main");
    conversation.send("LLMFAIL:500");
    await until(conversation.transcript, (messages) =>
      messages.some(({ from, failed }) => from === "agent" && failed),
    );
    await until(conversation.turns, ({ length }) => length === 0);
  });

  test("a message that was refused stays until it is dismissed", async () => {
    const conversation = console.open("main");
    await until(conversation.state, ({ status }) => status === "ready");
    gateway.faults.refuse("chat.send", { code: "INVALID_REQUEST", message: "not today" });
    conversation.send("Hello");
    const [turn] = await until(
      conversation.turns,
      ([first]) => first?.phase.value.status === "failed",
    );
    expect(turn?.phase.value).toMatchObject({
      problem: { what: expect.stringContaining("not today.") },
    });
    await conversation.read();
    expect(conversation.turns.value).toEqual([turn]);
    if (turn !== undefined) conversation.dismiss(turn);
    expect(conversation.turns.value).toEqual([]);
  });

  test("a run is live while it goes on, and can be stopped", async () => {
    const conversation = console.open("agent:ops:release");
    conversation.send("SLOW:200x50");
    const [run] = await until(console.runs.active, ({ length }) => length === 1);
    expect(run).toMatchObject({ sessionKey: "agent:ops:release", agentId: "ops" });
    await until(console.presence.agents, (agents) =>
      agents.some(({ agentId, state }) => agentId === "ops" && state === "active"),
    );
    expect(console.runs.busy.value).toEqual(new Set(["agent:ops:release"]));
    if (run !== undefined) await console.runs.stop(run);
    await until(console.runs.active, ({ length }) => length === 0);
    expect(console.runs.recent.value[0]).toMatchObject({ status: "aborted" });
    await until(conversation.working, (working) => !working);
  });

  test("a command waits for a decision, is announced once, and is decided once", async () => {
    const { approvals } = console;
    const { id, decided } = gateway.requestApproval({ command: "rm -r build", agentId: "ops" });
    await until(approvals.pending, ({ length }) => length === 1);
    const first = approvals.decide(id, "deny");
    expect(approvals.deciding.value.get(id)).toEqual({ status: "sending", decision: "deny" });
    await Promise.all([first, approvals.decide(id, "allow-once")]);
    expect(await decided).toBe("deny");
    await until(approvals.settled, ({ length }) => length === 1);
    expect(approvals.pending.value).toEqual([]);
    expect(approvals.settled.value[0]).toMatchObject({ command: "rm -r build", decision: "deny" });
    expect(asked).toEqual(["rm -r build"]);
    const resolves = gateway.requests.filter(({ method }) => method === "exec.approval.resolve");
    expect(resolves).toHaveLength(1);
  });

  test("what somebody else asks in the open session is shown as it is answered", async () => {
    const other = consoleAt(gateway);
    await other.connect(AbortSignal.timeout(10_000));
    const conversation = console.open("agent:ops:release");
    await until(conversation.state, ({ status }) => status === "ready");
    other.open("agent:ops:release").send("SLOW:8x60");
    const [turn] = await until(conversation.turns, ({ length }) => length === 1);
    expect(turn?.question).toBeUndefined();
    await until(conversation.turns, ({ length }) => length === 0);
    expect(conversation.transcript.value.at(-1)?.text).toMatch(/^echo: SLOW:8x60 w1 .* w8$/);
    expect(conversation.transcript.value.at(-2)?.text).toBe("SLOW:8x60");
    await other.close();
  });

  test("health is looked at, and a broken line is counted", async () => {
    const { line, health } = console;
    const seen = await until(health.health, ({ status }) => status === "seen");
    expect(seen.status === "seen" && seen.findings.map(({ name, is }) => [name, is.ok])).toEqual([
      ["Health", true],
      ["Sessions", true],
      ["Agents", true],
      ["Models", true],
      ["Heartbeat", true],
    ]);
    expect(line.hello.value?.protocol).toBe(protocol);
    gateway.faults.drop();
    await until(line.state, ({ status }) => status !== "ready");
    expect(line.since.value).toBeUndefined();
    line.tryNow();
    await until(line.state, ({ status }) => status === "ready");
    expect(line.reconnects).toBe(1);
  });

  test("what was being written in a session is there when it is opened again", () => {
    const first = console.open("main");
    first.draft.value = "half a sen";
    console.open("agent:ops:release");
    expect(console.open("main").draft.value).toBe("half a sen");
  });
});
