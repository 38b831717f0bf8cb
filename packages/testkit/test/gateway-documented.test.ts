import { describe, expect, it } from "vitest";
import { startGateway, type TestGateway } from "../src/index.js";
import { RawClient } from "./support/gateway-raw-client.js";

/** Connects as upstream's reference says: no challenge on loopback, mode "operator" allowed. */
async function connect(
  gateway: TestGateway,
  auth: Record<string, string> = { token: gateway.token },
): Promise<RawClient> {
  const client = new RawClient(gateway.url);
  await new Promise((resolve) => client.socket.once("open", resolve));
  await client.request("connect", {
    minProtocol: 3,
    maxProtocol: 3,
    client: { id: "cli", mode: "operator", version: "1.0.0", platform: "linux" },
    role: "operator",
    scopes: ["operator.read", "operator.write", "operator.admin"],
    auth,
  });
  return client;
}

const text = (payload: Record<string, unknown>): string =>
  ((payload.message as { content: { text: string }[] } | undefined)?.content ?? [])
    .map((block) => block.text)
    .join("");

describe("the documented dialect", () => {
  it("shakes hands without a challenge and speaks protocol 3", async () => {
    await using gateway = await startGateway({ dialect: "documented" });
    const client = await connect(gateway);
    const hello = client.frames.find((frame) => frame.id === "1");
    expect(hello?.payload).toMatchObject({
      type: "hello-ok",
      protocol: 3,
      auth: { role: "operator" },
      policy: { maxPayload: 4_194_304, tickIntervalMs: 10_000 },
    });
    expect(client.named("connect.challenge")).toEqual([]);
  });

  it("acknowledges with nothing and tells only what is new in each delta", async () => {
    await using gateway = await startGateway({ dialect: "documented" });
    const client = await connect(gateway);
    const ack = await client.request("chat.send", {
      sessionKey: "agent:main:main",
      message: "one two three",
      idempotencyKey: "k1",
    });
    expect(ack.payload).toEqual({});
    const final = await client.chat((chat) => chat.state === "final");
    await client.until(() => client.named("presence")[1]);
    const deltas = client.chats("k1").filter((chat) => chat.state === "delta");
    expect(deltas.map(text)).toEqual(["echo: one", " two three"]);
    expect([text(final), final.usage]).toEqual(["echo: one two three", expect.any(Object)]);
    const names = client.events.map((frame) => frame.event).filter((name) => name !== "chat");
    expect(names).toEqual(["start", "presence", "end", "presence"]);
    expect(client.named("start")[0]?.payload).toEqual({
      runId: "k1",
      sessionKey: "agent:main:main",
      agentId: "main",
    });
    expect(client.named("presence")[0]?.payload).toMatchObject({ status: "running" });
    expect(client.named("presence")[0]?.payload).toHaveProperty("lastInputSeconds");
  });

  it("lists in arrays", async () => {
    await using gateway = await startGateway({ dialect: "documented" });
    gateway.sessions.open("main");
    const client = await connect(gateway);
    const answers = await Promise.all(
      ["sessions.list", "models.list", "agents.list"].map((method) => client.request(method)),
    );
    expect(answers.map((answer) => Array.isArray(answer.payload))).toEqual([true, true, true]);
    expect(answers[0]?.payload).toMatchObject([{ key: "agent:main:main", agentId: "main" }]);
    const history = await client.request("chat.history", { sessionKey: "agent:main:main" });
    expect(history.payload).toEqual([]);
    const deleted = await client.request("sessions.delete", { keys: ["a", "b"] });
    expect(deleted.ok).toBe(true);
  });

  it("knows hyphenated approvals and the decision approve", async () => {
    await using gateway = await startGateway({ dialect: "documented" });
    const client = await connect(gateway);
    const id = client.post("exec.approval-request", { id: "a1", command: "ls" });
    await client.frame((frame) => frame.event === "exec.approval.requested");
    await client.request("exec.approval-resolve", { id: "a1", decision: "approve" });
    const decided = await client.frame((frame) => frame.id === id);
    expect(decided.payload?.decision).toBe("allow-once");
  });

  it("has ERR_ codes with retryable in every error", async () => {
    await using gateway = await startGateway({ dialect: "documented" });
    const stranger = await connect(gateway, { token: "wrong" });
    const refused = stranger.frames.find((frame) => frame.id === "1");
    expect(refused?.error).toMatchObject({ code: "ERR_AUTH", retryable: false, retryAfterMs: 0 });
    const client = await connect(gateway);
    const missing = await client.request("sessions.resolve", { key: "nope" });
    expect(missing.error?.code).toBe("ERR_NOT_FOUND");
  });

  it("tells of subagents and failures", async () => {
    await using gateway = await startGateway({
      dialect: "documented",
      agent: async function* parent() {
        const data = {
          childSessionKey: "agent:main:subagent:r",
          state: "working",
          label: "research",
        };
        yield { event: { stream: "subagent", data } };
        throw new Error("out of luck");
      },
    });
    const client = await connect(gateway);
    await client.request("chat.send", { sessionKey: "main", message: "x", idempotencyKey: "k1" });
    const failed = await client.frame((frame) => frame.event === "error");
    expect(failed.payload).toMatchObject({ runId: "k1", error: "out of luck" });
    expect(client.named("chat.subagent")[0]?.payload).toEqual({
      sessionKey: "agent:main:main",
      childSessionKey: "agent:main:subagent:r",
      state: "working",
      label: "research",
    });
    expect(client.chats("k1").at(-1)).toMatchObject({
      state: "error",
      errorMessage: "out of luck",
    });
  });
});
