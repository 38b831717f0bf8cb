import { describe, expect, it } from "vitest";
import {
  type ChatRunEvent,
  ConnectionLostError,
  RemoteError,
  ValidationError,
} from "../src/index.js";
import { clientOf, openGateway, readRun } from "./support/gateway-client.js";

const REPLY = "echo: hello one two three four five six";

describe.each([
  { protocol: 3, dialect: "real" },
  { protocol: 4, dialect: "real" },
  { protocol: 3, dialect: "documented" },
] as const)("chat.run on protocol $protocol, $dialect", ({ protocol, dialect }) => {
  const open = (options = {}) => openGateway({ protocol, dialect, chatThrottleMs: 0, ...options });

  it("streams a reply and ends with the whole of it", async () => {
    const gateway = await open();
    const client = clientOf(gateway);
    const run = client.chat.run({
      sessionKey: "agent:main:main",
      message: "hello one two three four five six",
    });
    const { shown, events } = await readRun(run);
    const result = await run.result;
    expect(result).toMatchObject({ status: "final", text: REPLY, runId: run.runId });
    expect(shown).toBe(REPLY);
    expect(run.text).toBe(REPLY);
    expect(events.filter(({ type }) => type === "text").length).toBeGreaterThan(1);
  });

  it("sends one key and keeps each of many runs to itself", async () => {
    const gateway = await open();
    const client = clientOf(gateway);
    const runs = Array.from({ length: 25 }, (_, index) =>
      client.chat.run({ sessionKey: `agent:main:s${index}`, message: `message ${index}` }),
    );
    const results = await Promise.all(runs.map((run) => run.result));
    expect(results.map(({ text }) => text)).toEqual(
      runs.map((_, index) => `echo: message ${index}`),
    );
    const keys = gateway.requests
      .filter(({ method }) => method === "chat.send")
      .map(({ params }) => (params as { idempotencyKey: string }).idempotencyKey);
    expect(new Set(keys).size).toBe(25);
    expect(client.chat.active).toBe(0);
  });

  it("aborts a run and keeps what was said", async () => {
    const gateway = await open();
    const client = clientOf(gateway);
    const run = client.chat.run({ sessionKey: "agent:main:main", message: "SLOW:200x20 stop me" });
    for await (const event of run) {
      if (event.type === "text" && event.text.includes("w2")) await run.abort();
    }
    const result = await run.result;
    expect(result.status).toBe("aborted");
    expect(result.text).toContain("w2");
    expect(result.text).not.toContain("w199");
  });

  it("aborts through a signal, also one that is aborted already", async () => {
    const gateway = await open();
    const client = clientOf(gateway);
    await client.connect();
    const controller = new AbortController();
    const run = client.chat.run(
      { sessionKey: "agent:main:a", message: "SLOW:200x20 stop me" },
      { signal: controller.signal },
    );
    for await (const event of run) if (event.type === "text") controller.abort();
    expect((await run.result).status).toBe("aborted");
    const second = client.chat.run(
      { sessionKey: "agent:main:b", message: "SLOW:200x20 stop me" },
      { signal: AbortSignal.abort() },
    );
    expect((await second.result).status).toBe("aborted");
  });

  it("reports a failed model as the run's outcome", async () => {
    const gateway = await open();
    const client = clientOf(gateway);
    const result = await client.chat.run({ sessionKey: "agent:main:main", message: "LLMFAIL:400" })
      .result;
    expect(result.status).toBe("error");
    expect(result.error).toBeInstanceOf(RemoteError);
    expect(result.error?.message).toContain("400");
  });

  it("refuses a message of a wrong shape before it is sent", async () => {
    const gateway = await open();
    const client = clientOf(gateway);
    await client.connect();
    const run = client.chat.run({ sessionKey: "", message: "x" });
    await expect(run.result).rejects.toBeInstanceOf(ValidationError);
    expect(gateway.requests.some(({ method }) => method === "chat.send")).toBe(false);
  });

  it("rejects when the gateway refuses the message", async () => {
    const gateway = await open();
    const client = clientOf(gateway);
    const run = client.chat.run({ sessionKey: "agent:main:main", message: "" });
    await expect(run.result).rejects.toBeInstanceOf(RemoteError);
    await expect(readRun(run)).rejects.toBeInstanceOf(RemoteError);
  });

  it("ends every run when the client is closed", async () => {
    const gateway = await open();
    const client = clientOf(gateway);
    await client.connect();
    const run = client.chat.run({ sessionKey: "agent:main:main", message: "SLOW:200x20 endless" });
    await gateway.waitFor("request", ({ method }) => method === "chat.send");
    await client.close();
    await expect(run.result).rejects.toMatchObject({ code: "CLOSED" });
    await expect(run.result).rejects.toBeInstanceOf(ConnectionLostError);
  });

  it("lets a reader leave the loop while the run goes on", async () => {
    const gateway = await open();
    const client = clientOf(gateway);
    const run = client.chat.run({ sessionKey: "agent:main:main", message: "SLOW:5x5 go on" });
    for await (const event of run) if (event.type === "text") break;
    expect((await run.result).text).toBe("echo: SLOW:5x5 go on w1 w2 w3 w4 w5");
  });
});

describe.each([3, 4] as const)("chat.run on protocol %i", (protocol) => {
  it("gives each message to a busy session its own reply in its own stream", async () => {
    const gateway = await openGateway({ protocol, chatThrottleMs: 0 });
    const client = clientOf(gateway);
    const first = client.chat.run({ sessionKey: "agent:main:main", message: "SLOW:20x10 first" });
    await gateway.waitFor("request", ({ method }) => method === "chat.send");
    for await (const event of first) if (event.type === "text") break;
    const second = client.chat.run({ sessionKey: "main", message: "second" });
    const third = client.chat.run({ sessionKey: "main", message: "third" });
    const [a, b, c] = await Promise.all([first.result, readRun(second), readRun(third)]);
    expect(a.text).toContain("w20");
    expect(b.shown).toBe("echo: second");
    expect(c.shown).toBe("echo: third");
    expect((await second.result).status).toBe("final");
  });

  it("shows the tools an agent uses", async () => {
    const gateway = await openGateway({
      protocol,
      chatThrottleMs: 0,
      agent: async function* (text) {
        const result = yield { tool: { name: "read", args: { path: "notes" }, result: "42" } };
        yield `${text}: ${result}`;
      },
    });
    const client = clientOf(gateway);
    const { shown, events } = await readRun(
      client.chat.run({ sessionKey: "main", message: "what" }),
    );
    expect(shown).toBe("what: 42");
    expect(events).toContainEqual(
      expect.objectContaining({
        type: "tool",
        phase: "start",
        name: "read",
        args: { path: "notes" },
      }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({ type: "tool", phase: "result", name: "read" }),
    );
  });

  it("ends with the deltas' text when the final event carries no message", async () => {
    const gateway = await openGateway({ protocol, chatThrottleMs: 0, finalMessage: false });
    const client = clientOf(gateway);
    const result = await client.chat.run({ sessionKey: "main", message: "hello there" }).result;
    expect(result).toMatchObject({ status: "final", text: "echo: hello there" });
  });

  it("starts over visibly when the gateway replaces the text", async () => {
    let draftSeen = (): void => undefined;
    const seen = new Promise<void>((resolve) => {
      draftSeen = resolve;
    });
    const gateway = await openGateway({
      protocol,
      chatThrottleMs: 0,
      agent: async function* () {
        yield "a draft";
        await seen;
        yield { replace: "the answer" };
      },
    });
    const events: ChatRunEvent[] = [];
    for await (const event of clientOf(gateway).chat.run({ sessionKey: "main", message: "x" })) {
      events.push(event);
      if (event.type === "text") draftSeen();
    }
    expect(events).toContainEqual({ type: "resync", reason: "replaced", text: "the answer" });
  });

  it("merges neighbouring texts for a slow reader and loses none", async () => {
    const gateway = await openGateway({ protocol, chatThrottleMs: 0 });
    const client = clientOf(gateway);
    const run = client.chat.run({ sessionKey: "main", message: "SLOW:50x1 slow reader" });
    const result = await run.result;
    const { shown, events } = await readRun(run);
    expect(shown).toBe(result.text);
    expect(
      events
        .map(({ type }) => type)
        .filter((type, at, all) => type === "text" && all[at - 1] === "text"),
    ).toEqual([]);
  });
});
