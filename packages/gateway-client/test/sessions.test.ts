import { HawserError, RemoteError, ValidationError } from "@hawser/core";
import { describe, expect, it } from "vitest";
import { SessionsApi } from "../src/sessions/index.js";
import { MemoryPort, recordedAnswers, refusal, replyOf, versions } from "./support/memory-port.js";

describe("sessions.list", () => {
  it.each(versions)("of %s", async (version) => {
    const port = new MemoryPort(version).answer("sessions.list", () =>
      replyOf(recordedAnswers(version)["sessionsList"], "sessions.list"),
    );
    const list = await new SessionsApi(port).list({ limit: 50 });
    expect(list.hasMore).toBe(false);
    expect(list.sessions.length).toBeGreaterThan(3);
    for (const row of list.sessions) {
      expect(row).toMatchObject({
        key: expect.stringMatching(/^agent:/) as string,
        agentId: "main",
      });
    }
  });

  it.each([
    ["an array", (rows: unknown[]) => rows],
    ["{ items }", (items: unknown[]) => ({ items })],
    ["{ sessions }", (sessions: unknown[]) => ({ sessions })],
  ])("as %s", async (_, wrap) => {
    const rows = [
      { key: "agent:my-agent:main", agentId: "my-agent", displayName: "My Agent" },
      { key: "agent:my-agent:subagent:x" },
      { displayName: "no key" },
      null,
    ];
    const port = new MemoryPort().answer("sessions.list", () => wrap(rows));
    const sessions = new SessionsApi(port);
    expect(await sessions.list()).toMatchObject({
      count: 2,
      hasMore: false,
      sessions: [{ key: "agent:my-agent:main" }, { agentId: "my-agent" }],
    });
    const direct = await sessions.list({ kinds: "direct", limit: 5 });
    expect(direct).toMatchObject({ count: 1, sessions: [{ key: "agent:my-agent:main" }] });
    expect(port.asked.at(-1)?.params).toEqual({ limit: 5 });
  });

  it("sends an old gateway only what it knows", async () => {
    const port = new MemoryPort("2026.3.2").answer("sessions.list", () => ({ sessions: [] }));
    await new SessionsApi(port).list({
      archived: "all",
      sortBy: "updatedAt",
      limit: 2,
      search: undefined,
    });
    expect(port.asked).toEqual([{ method: "sessions.list", params: { limit: 2 } }]);
  });
});

describe("one session", () => {
  it.each(versions)("is resolved, patched and reset by %s", async (version) => {
    const answers = recordedAnswers(version);
    const port = new MemoryPort(version)
      .answer("sessions.resolve", () => replyOf(answers["resolve"], "sessions.resolve"))
      .answer("sessions.patch", () => replyOf(answers["patch"], "sessions.patch"))
      .answer("sessions.reset", () => replyOf(answers["reset"], "sessions.reset"));
    const sessions = new SessionsApi(port);
    const found = { key: "agent:main:basic", agentId: "main" };
    expect(await sessions.resolve("agent:main:basic")).toEqual(found);
    expect(await sessions.resolve({ label: "x" })).toEqual(found);
    const patched = await sessions.patch({ key: "agent:main:basic", label: "My Label" });
    expect(patched).toMatchObject({ ...found, entry: { label: expect.any(String) as string } });
    const reset = await sessions.reset({ key: "agent:main:basic", reason: "new" });
    expect(reset.entry.sessionId).toEqual(expect.any(String));
    expect(port.asked.map(({ params }) => params)).toEqual([
      { key: "agent:main:basic" },
      { label: "x" },
      { key: "agent:main:basic", label: "My Label" },
      { key: "agent:main:basic", reason: "new" },
    ]);
  });

  it.each(versions)("that is not there is the gateway's refusal (%s)", async (version) => {
    const port = new MemoryPort(version).answer("sessions.resolve", () =>
      replyOf(recordedAnswers(version)["resolveMissing"], "sessions.resolve"),
    );
    await expect(new SessionsApi(port).resolve("agent:main:nope")).rejects.toThrow(
      "No session found",
    );
  });

  it("is resolved from the documented shapes too", async () => {
    const port = new MemoryPort().answer("sessions.resolve", () => ({
      session: { key: "agent:a:main", agentId: "a" },
    }));
    expect(await new SessionsApi(port).resolve({ sessionId: "s" })).toEqual({
      key: "agent:a:main",
      agentId: "a",
    });
    port.answer("sessions.resolve", () => ({}));
    expect(await new SessionsApi(port).resolve("cron:x")).toEqual({ key: "cron:x" });
    await expect(new SessionsApi(port).resolve({ label: "x" })).rejects.toMatchObject({
      code: "PROTOCOL_ERROR",
    });
  });

  it("needs a key", async () => {
    const sessions = new SessionsApi(new MemoryPort());
    await expect(sessions.patch({ key: "" })).rejects.toBeInstanceOf(ValidationError);
    await expect(sessions.reset({} as { key: string })).rejects.toMatchObject({ path: "key" });
  });

  it("is created where the gateway can, and says what to do where it cannot", async () => {
    const port = new MemoryPort().answer("sessions.create", () =>
      replyOf(recordedAnswers("2026.9.6")["create"], "sessions.create"),
    );
    const created = await new SessionsApi(port).create({ key: "agent:main:created" });
    expect(created).toMatchObject({ key: "agent:main:created", agentId: "main" });
    const old = new MemoryPort("2026.3.2");
    await expect(new SessionsApi(old).create({ key: "x" })).rejects.toMatchObject({
      code: "UNSUPPORTED",
      hint: expect.stringContaining("first message") as string,
    });
  });
});

describe("sessions.delete", () => {
  it.each(versions)("makes one call per key and says what became of each (%s)", async (version) => {
    const answers = recordedAnswers(version);
    const port = new MemoryPort(version).answer("sessions.delete", ({ key }) => {
      if (key === "agent:main:main") return replyOf(answers["deleteMain"], "sessions.delete");
      return replyOf(
        answers[key === "agent:main:idem" ? "delete" : "deleteMissing"],
        "sessions.delete",
      );
    });
    const sessions = new SessionsApi(port);
    const results = await sessions.delete({
      keys: ["agent:main:main", "agent:main:idem", "agent:main:gone", "agent:main:idem"],
      deleteTranscript: true,
    });
    expect(results).toMatchObject([
      { key: "agent:main:main", status: "failed", error: { code: "MAIN_SESSION_PROTECTED" } },
      {
        key: "agent:main:idem",
        status: "deleted",
        archived: [expect.stringContaining(".deleted.")],
      },
      { key: "agent:main:gone", status: "missing" },
    ]);
    expect(port.asked.map(({ params }) => params)).toEqual([
      { key: "agent:main:main", deleteTranscript: true },
      { key: "agent:main:idem", deleteTranscript: true },
      { key: "agent:main:gone", deleteTranscript: true },
    ]);
  });

  it("throws for one key, with a hint for the main session", async () => {
    const port = new MemoryPort().answer("sessions.delete", () =>
      replyOf(recordedAnswers("2026.9.6")["deleteMain"], "sessions.delete"),
    );
    const failure = new SessionsApi(port).delete({ key: "agent:main:main" });
    await expect(failure).rejects.toBeInstanceOf(RemoteError);
    await expect(failure).rejects.toMatchObject({
      code: "MAIN_SESSION_PROTECTED",
      remoteCode: "INVALID_REQUEST",
      hint: expect.stringContaining("sessions.reset") as string,
    });
  });

  it("speaks to a documented gateway as documented, and remembers it", async () => {
    const port = new MemoryPort().answer("sessions.delete", ({ keys }) => {
      if (Array.isArray(keys)) return {};
      throw refusal("sessions.delete", "invalid params: must have required property 'keys'");
    });
    const results = await new SessionsApi(port).delete({ keys: ["a", "b"] });
    expect(results.map(({ key, status }) => [key, status])).toEqual([
      ["a", "deleted"],
      ["b", "deleted"],
    ]);
    expect(port.asked.map(({ params }) => params)).toEqual([
      { key: "a" },
      { keys: ["a"] },
      { keys: ["b"] },
    ]);
  });

  it("stops between keys when aborted, and wants keys", async () => {
    const stop = new AbortController();
    const port = new MemoryPort().answer("sessions.delete", () => {
      stop.abort(new Error("stopped"));
      return {};
    });
    const sessions = new SessionsApi(port);
    await expect(sessions.delete({ keys: ["a", "b"] }, { signal: stop.signal })).rejects.toThrow(
      "stopped",
    );
    expect(port.asked).toHaveLength(1);
    await expect(sessions.delete({} as { key: string })).rejects.toBeInstanceOf(ValidationError);
    await expect(sessions.delete({ keys: [""] })).resolves.toMatchObject([{ status: "failed" }]);
  });
});

describe("sessions.subscribe", () => {
  it("asks once for all, and again on every new connection", async () => {
    const port = new MemoryPort().answer("sessions.subscribe", () =>
      replyOf(recordedAnswers("2026.9.6")["subscribe"], "sessions.subscribe"),
    );
    const sessions = new SessionsApi(port);
    const [one, two] = await Promise.all([sessions.subscribe(), sessions.subscribe()]);
    expect([one.live, two.live, port.times("sessions.subscribe")]).toEqual([true, true, 1]);
    port.reconnect();
    await port.settle();
    expect(port.times("sessions.subscribe")).toBe(2);
    one.unsubscribe();
    one.unsubscribe();
    port.reconnect();
    expect(port.times("sessions.subscribe")).toBe(3);
    two.unsubscribe();
    port.reconnect();
    expect(port.times("sessions.subscribe")).toBe(3);
    expect(port.listeners()).toBe(0);
  });

  it("follows one session's messages and stops following them", async () => {
    const port = new MemoryPort()
      .answer("sessions.messages.subscribe", () => ({ subscribed: true }))
      .answer("sessions.messages.unsubscribe", () => ({}));
    const subscription = await new SessionsApi(port).subscribe({ key: "agent:main:main" });
    expect(subscription.live).toBe(true);
    subscription.unsubscribe();
    await port.settle();
    expect(port.asked.map(({ method }) => method)).toEqual([
      "sessions.messages.subscribe",
      "sessions.messages.unsubscribe",
    ]);
    expect(port.asked[1]?.params).toEqual({ key: "agent:main:main" });
  });

  it("is not live on a gateway without it", async () => {
    const port = new MemoryPort("2026.3.2").answer("sessions.subscribe", () =>
      replyOf(recordedAnswers("2026.3.2")["subscribe"], "sessions.subscribe"),
    );
    const subscription = await new SessionsApi(port).subscribe();
    expect(subscription.live).toBe(false);
    subscription.unsubscribe();
  });

  it("fails when it fails, and leaves nothing behind", async () => {
    const port = new MemoryPort().answer("sessions.subscribe", () => {
      throw new HawserError("down", { code: "CONNECTION_LOST" });
    });
    await expect(new SessionsApi(port).subscribe()).rejects.toThrow("down");
    expect(port.listeners()).toBe(0);
  });
});
