import { RemoteError, ScopeError, ValidationError } from "@hawser/core";
import { describe, expect, it } from "vitest";
import { AgentsApi } from "../src/agents/agents-api.js";
import { canonicalDecision, documentedDecision } from "../src/compat/decisions.js";
import { listEntries } from "../src/compat/lists.js";
import { callByEitherName, realMethodName } from "../src/compat/method-names.js";
import { readWithKnownParams } from "../src/compat/params.js";
import { lacksMethod } from "../src/compat/refusals.js";
import { ModelsApi } from "../src/models/models-api.js";
import { fetchHealth, fetchSnapshot, fetchStatus } from "../src/status/index.js";
import { MemoryPort, recordedAnswers, refusal, replyOf, versions } from "./support/memory-port.js";

describe("method names", () => {
  it("calls the real name, once", async () => {
    const port = new MemoryPort().answer("exec.approval.resolve", () => ({ ok: true }));
    const answer = await callByEitherName(port, "exec.approval-resolve", (name) =>
      port.request(name),
    );
    expect(answer).toEqual({ ok: true });
    expect(port.asked.map(({ method }) => method)).toEqual(["exec.approval.resolve"]);
    expect(realMethodName("exec.approval-request")).toBe("exec.approval.request");
    expect(realMethodName("chat.send")).toBe("chat.send");
  });

  it("falls back to the documented name and remembers it for the connection", async () => {
    const port = new MemoryPort().answer("exec.approval-resolve", () => ({}));
    const call = () =>
      callByEitherName(port, "exec.approval.resolve", (name) => port.request(name));
    await call();
    await call();
    expect(port.asked.map(({ method }) => method)).toEqual([
      "exec.approval.resolve",
      "exec.approval-resolve",
      "exec.approval-resolve",
    ]);
    port.reconnect();
    await call();
    expect(port.times("exec.approval.resolve")).toBe(2);
  });

  it("never calls the other name after a refusal, a timeout or a lost connection", async () => {
    const port = new MemoryPort().answer("exec.approval.resolve", () => {
      throw refusal("exec.approval.resolve", "invalid decision");
    });
    const call = callByEitherName(port, "exec.approval.resolve", (name) => port.request(name));
    await expect(call).rejects.toThrow("invalid decision");
    expect(port.asked).toHaveLength(1);
  });

  it("says so when neither is known, by the real name", async () => {
    const port = new MemoryPort();
    const call = callByEitherName(port, "exec.approval-request", (name) => port.request(name));
    await expect(call).rejects.toThrow("unknown method: exec.approval.request");
    expect(port.asked).toHaveLength(2);
  });

  it("sees through 2026.3, which asks for admin before it admits not to know a method", () => {
    const port = new MemoryPort("2026.3.2");
    const recorded = recordedAnswers("2026.3.2")["scopeMissing"];
    const error = catching(() => replyOf(recorded, "exec.approval.list"));
    expect(error).toBeInstanceOf(ScopeError);
    expect(lacksMethod(error, "exec.approval.list", port)).toBe(true);
    expect(lacksMethod(error, "sessions.list", port)).toBe(false);
    const honest = catching(() =>
      replyOf(recordedAnswers("2026.9.6")["scopeMissing"], "exec.approval.list"),
    );
    expect(lacksMethod(honest, "exec.approval.list", new MemoryPort())).toBe(false);
  });
});

describe("decisions", () => {
  it.each([
    ["approve", "allow-once", "approve"],
    ["allow-once", "allow-once", "approve"],
    ["allow-always", "allow-always", "approve"],
    ["deny", "deny", "deny"],
  ] as const)("%s is %s, and %s where the document holds", (input, real, documented) => {
    expect(canonicalDecision(input)).toBe(real);
    expect(documentedDecision(canonicalDecision(input))).toBe(documented);
  });

  it("refuses anything else before it is sent", () => {
    expect(() => canonicalDecision("yes" as "deny")).toThrow(ValidationError);
    expect(() => canonicalDecision("toString" as "deny")).toThrow(ValidationError);
  });
});

describe("list shapes", () => {
  it.each([
    [["a"], ["a"]],
    [{ models: ["a"] }, ["a"]],
    [{ items: ["a"] }, ["a"]],
    [{ other: ["a"] }, []],
    [null, []],
    ["a", []],
  ])("%j", (payload, entries) => {
    expect(listEntries(payload, "models")).toEqual(entries);
  });

  it.each(versions)("models.list of %s", async (version) => {
    const port = new MemoryPort(version).answer("models.list", () =>
      replyOf(recordedAnswers(version)["models"], "models.list"),
    );
    const { models } = await new ModelsApi(port).list();
    expect(models.length).toBeGreaterThan(0);
    for (const model of models) {
      expect(model).toMatchObject({
        id: expect.any(String) as string,
        name: expect.any(String) as string,
        provider: expect.any(String) as string,
        ref: `${model.provider}/${model.id}`,
      });
    }
  });

  it("models.list as documented, and worse", async () => {
    const port = new MemoryPort().answer("models.list", () => [
      { id: "anthropic/opus", name: "Opus", provider: "anthropic" },
      "local/echo",
      { name: "no id" },
      7,
    ]);
    expect((await new ModelsApi(port).list()).models).toEqual([
      { id: "anthropic/opus", ref: "anthropic/opus", name: "Opus", provider: "anthropic" },
      { id: "local/echo", ref: "local/echo", name: "local/echo", provider: "local" },
    ]);
  });

  it.each(versions)("agents.list of %s", async (version) => {
    const port = new MemoryPort(version).answer("agents.list", () =>
      replyOf(recordedAnswers(version)["agents"], "agents.list"),
    );
    const list = await new AgentsApi(port).list();
    expect(list).toMatchObject({ defaultId: "main", mainKey: "main" });
    expect(list.agents[0]).toMatchObject({ id: "main" });
  });

  it("agents.list as an array, of names, of agentIds", async () => {
    const port = new MemoryPort().answer("agents.list", () => [
      "main",
      { agentId: "research", identity: { name: "Researcher" } },
    ]);
    expect((await new AgentsApi(port).list()).agents).toEqual([
      { id: "main" },
      { agentId: "research", id: "research", identity: { name: "Researcher" }, name: "Researcher" },
    ]);
  });
});

describe("fields an old gateway does not know", () => {
  it("are not sent to protocol 3", async () => {
    const port = new MemoryPort("2026.3.2").answer("models.list", () => ({ models: [] }));
    await new ModelsApi(port).list({ view: "configured" });
    expect(port.asked).toEqual([{ method: "models.list", params: {} }]);
  });

  it("are left out once a gateway has named them, for the connection", async () => {
    const port = new MemoryPort().answer("models.list", (params) => {
      if ("view" in params) {
        return replyOf(recordedAnswers("2026.3.2")["modelsView"], "models.list");
      }
      return { models: [] };
    });
    const read = () =>
      readWithKnownParams(port, "models.list", { view: "all", agentId: undefined });
    await read();
    await read();
    expect(port.asked.map(({ params }) => params)).toEqual([{ view: "all" }, {}, {}]);
    port.reconnect();
    await read();
    expect(port.asked.at(-2)?.params).toEqual({ view: "all" });
  });

  it("are no excuse for other refusals", async () => {
    const port = new MemoryPort().answer("sessions.list", () => {
      throw refusal("sessions.list", "invalid sessions.list params: at /limit: must be integer");
    });
    await expect(readWithKnownParams(port, "sessions.list", { limit: 1 })).rejects.toThrow(
      RemoteError,
    );
    expect(port.asked).toHaveLength(1);
  });
});

describe("status and health", () => {
  it.each(versions)("%s", async (version) => {
    const answers = recordedAnswers(version);
    const port = new MemoryPort(version)
      .answer("status", () => replyOf(answers["status"], "status"))
      .answer("health", () => replyOf(answers["health"], "health"));
    const status = await fetchStatus(port);
    expect(status.sessions?.count).toBeGreaterThan(0);
    expect(status.runtimeVersion).toBe(version === "2026.9.6" ? "2026.9.6" : "dev");
    const health = await fetchHealth(port);
    expect(health).toMatchObject({ ok: true, defaultAgentId: "main" });
    expect(health.sessions?.count).toBeGreaterThan(0);
  });

  it("as documented: a number of sessions, no ok", async () => {
    const port = new MemoryPort()
      .answer("status", () => ({ sessions: 3 }))
      .answer("health", () => ({}));
    expect((await fetchStatus(port)).sessions).toEqual({ count: 3 });
    expect(await fetchHealth(port)).toEqual({ ok: true });
  });

  it("takes a snapshot in which one failing part does not sink the others", async () => {
    const answers = recordedAnswers("2026.9.6");
    const port = new MemoryPort()
      .answer("status", () => replyOf(answers["status"], "status"))
      .answer("health", () => {
        throw new TypeError("not a gateway's error");
      })
      .answer("agents.list", () => replyOf(answers["agents"], "agents.list"))
      .answer("models.list", () => replyOf(answers["scopeMissing"], "models.list"))
      .answer("sessions.list", () => replyOf(answers["sessionsList"], "sessions.list"))
      .answer("system-presence", () => replyOf(answers["presence"], "system-presence"));
    const snapshot = await fetchSnapshot(port);
    expect(
      snapshot.status.ok && snapshot.agents.ok && snapshot.sessions.ok && snapshot.presence.ok,
    ).toBe(true);
    expect(snapshot.models).toMatchObject({ ok: false, error: { code: "SCOPE_MISSING" } });
    expect(snapshot.health).toMatchObject({ ok: false, error: { code: "INTERNAL" } });
    expect(snapshot.lastHeartbeat).toMatchObject({ ok: false, error: { code: "REMOTE_ERROR" } });
  });

  it("gives the snapshot up when told to", async () => {
    const aborted = AbortSignal.abort(new Error("enough"));
    await expect(fetchSnapshot(new MemoryPort(), { signal: aborted })).rejects.toThrow("enough");
  });
});

function catching(fn: () => unknown): unknown {
  try {
    return fn();
  } catch (error) {
    return error;
  }
}
