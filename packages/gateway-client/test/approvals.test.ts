import { describe, expect, it } from "vitest";
import { ApprovalsApi, type ApprovalChange } from "../src/approvals/index.js";
import {
  MemoryPort,
  recordedAnswers,
  recordedEvents,
  refusal,
  replyOf,
  versions,
  type Answer,
  type Version,
} from "./support/memory-port.js";
import { recordingLogger } from "./support/recording-logger.js";

const ID = {
  "2026.9.6": "6af65c24-1baa-4a23-a819-539c4079c5e8",
  "2026.3.2": "9454045e-4606-40a6-9700-4185164564e2",
};
const NO_LIST: Answer = {
  ok: false,
  error: { code: "INVALID_REQUEST", message: "unknown method: exec.approval.list" },
};

function approvalsOf(version: Version, list: () => unknown = () => []) {
  const log = recordingLogger();
  const port = new MemoryPort(version, log.logger)
    .answer(
      "exec.approval.list",
      version === "2026.3.2" ? () => replyOf(NO_LIST, "exec.approval.list") : list,
    )
    .answer("exec.approval.resolve", () => ({ ok: true }));
  const approvals = new ApprovalsApi(port);
  const changes: ApprovalChange[] = [];
  return {
    port,
    approvals,
    changes,
    lines: log.lines,
    follow: () => approvals.onChange((c) => changes.push(c)),
  };
}

const told = (changes: readonly ApprovalChange[]) =>
  changes.map(({ type, approval }) => [type, approval.id]);

function asked(id: string, createdAtMs: number, forMs = 60_000, more: object = {}) {
  return { id, createdAtMs, expiresAtMs: createdAtMs + forMs, request: { command: "ls", ...more } };
}

describe.each(versions)("the inbox on %s", (version) => {
  it("tells what happens, as recorded", async () => {
    const { port, approvals, changes, follow } = approvalsOf(version);
    follow();
    await port.settle();
    const [requested, resolved] = recordedEvents(version, "approval");
    port.emit("exec.approval.requested", requested?.payload);
    expect(approvals.pending).toMatchObject([
      {
        status: "pending",
        id: ID[version],
        command: "rm -rf /tmp/build",
        agentId: "main",
        sessionKey: "agent:main:main",
        allowedDecisions: ["allow-once", "allow-always", "deny"],
      },
    ]);
    port.emit("exec.approval.resolved", resolved?.payload);
    expect(changes).toMatchObject([
      { type: "requested", approval: { status: "pending" } },
      {
        type: "resolved",
        approval: { status: "resolved", decision: "allow-once", resolvedBy: "gateway-client" },
      },
    ]);
    expect(approvals.pending).toEqual([]);
  });

  it("tells each approval once, however often it comes", async () => {
    const { port, changes, follow } = approvalsOf(version);
    follow();
    const events = recordedEvents(version, "approval");
    port.replay(events);
    port.replay(events);
    port.replay([...events].reverse());
    expect(told(changes)).toEqual([
      ["requested", ID[version]],
      ["resolved", ID[version]],
    ]);
  });

  it("takes approve and the real decisions, and says what holds", async () => {
    const { port, approvals } = approvalsOf(version);
    expect(await approvals.resolve({ id: "a", decision: "approve" })).toEqual({
      id: "a",
      decision: "allow-once",
    });
    expect(await approvals.resolve({ id: "b", decision: "allow-always" })).toEqual({
      id: "b",
      decision: "allow-always",
    });
    expect(await approvals.resolve({ id: "c", decision: "deny" })).toEqual({
      id: "c",
      decision: "deny",
    });
    expect(port.asked.map(({ params }) => params)).toEqual([
      { id: "a", decision: "allow-once" },
      { id: "b", decision: "allow-always" },
      { id: "c", decision: "deny" },
    ]);
  });

  it("says that somebody else was first", async () => {
    const { port, approvals, follow } = approvalsOf(version);
    follow();
    await port.settle();
    port.replay(recordedEvents(version, "approval"));
    const [, again, unknown] = recordedAnswers(version).approvalRefusals;
    port.answer("exec.approval.resolve", ({ id }) =>
      replyOf(id === "nope" ? unknown : again, "exec.approval.resolve"),
    );
    await expect(approvals.resolve({ id: ID[version], decision: "deny" })).rejects.toMatchObject({
      name: "RemoteError",
      code: "APPROVAL_ALREADY_RESOLVED",
      message: expect.stringContaining("allow-once") as string,
    });
    await expect(approvals.resolve({ id: "nope", decision: "deny" })).rejects.toMatchObject({
      code: "APPROVAL_NOT_FOUND",
      hint: expect.any(String) as string,
    });
  });

  it("passes other refusals on", async () => {
    const { port, approvals } = approvalsOf(version);
    const [invalid] = recordedAnswers(version).approvalRefusals;
    port.answer("exec.approval.resolve", () => replyOf(invalid, "exec.approval.resolve"));
    const refused = approvals.resolve({ id: "x", decision: "deny" });
    await expect(refused).rejects.toMatchObject({
      code: "REMOTE_ERROR",
      message: expect.stringContaining("invalid decision") as string,
    });
  });

  it("waits for the answer to its own request", async () => {
    const { port, approvals } = approvalsOf(version);
    const answers = recordedAnswers(version);
    port.answer("exec.approval.request", ({ id }) =>
      replyOf(
        answers[id === undefined ? "approvalRequestExpired" : "approvalRequest"],
        "exec.approval.request",
      ),
    );
    const decided = await approvals.request({ id: "mine", command: "ls", timeoutMs: 15_000 });
    expect(decided).toMatchObject({
      id: ID[version],
      decision: "allow-once",
      expiresAtMs: expect.any(Number) as number,
    });
    expect(await approvals.request({ command: "ls" })).toMatchObject({ decision: null });
  });
});

describe("backfill", () => {
  it("tells what was pending before, once, with the list's answer", async () => {
    const recorded = recordedAnswers("2026.9.6")["approvalList"];
    const { port, changes, follow } = approvalsOf("2026.9.6", () =>
      replyOf(recorded, "exec.approval.list"),
    );
    port.clock.jump(1795235046774 - port.clock.now());
    follow();
    await port.settle();
    port.emit("exec.approval.requested", recordedEvents("2026.9.6", "approval")[0]?.payload);
    expect(told(changes)).toEqual([["requested", ID["2026.9.6"]]]);
  });

  it("asks again after a gap or a reconnect, and ends what is gone by then", async () => {
    let pending: unknown[] = [];
    const { port, approvals, changes, follow } = approvalsOf("2026.9.6", () => pending);
    follow();
    await port.settle();
    const now = port.clock.now();
    port.emit("exec.approval.requested", asked("a", now));
    port.emit("exec.approval.requested", asked("b", now));
    pending = [asked("b", now), asked("c", now)];
    port.reconnect();
    await port.settle();
    expect(told(changes)).toEqual([
      ["requested", "a"],
      ["requested", "b"],
      ["requested", "c"],
      ["resolved", "a"],
    ]);
    expect(changes.at(-1)?.approval).not.toHaveProperty("decision");
    expect(approvals.pending.map(({ id }) => id)).toEqual(["b", "c"]);
    pending = [];
    port.resync("gap");
    await port.settle();
    expect(approvals.pending).toEqual([]);
  });

  it("keeps what came while the list was on its way, and revives nothing", async () => {
    const { port, approvals, follow } = approvalsOf("2026.9.6");
    const now = port.clock.now();
    port.answer("exec.approval.list", () => {
      port.emit("exec.approval.requested", asked("new", now));
      port.emit("exec.approval.resolved", { id: "old", decision: "deny" });
      return [asked("old", now)];
    });
    follow();
    await port.settle();
    expect(approvals.pending.map(({ id }) => id)).toEqual(["new"]);
  });

  it("takes every list shape", async () => {
    for (const wrap of [
      (l: unknown[]) => l,
      (items: unknown[]) => ({ items }),
      (approvals: unknown[]) => ({ approvals }),
    ]) {
      const { port, approvals } = approvalsOf("2026.9.6");
      port.answer("exec.approval.list", () =>
        wrap([asked("a", port.clock.now()), { nonsense: true }]),
      );
      expect(await approvals.list()).toMatchObject([{ id: "a" }]);
      expect(port.times("exec.approval.list")).toBe(1);
      await approvals.list();
      expect(port.times("exec.approval.list")).toBe(2);
    }
  });

  it("works without a list (2026.3), even for a client without admin rights", async () => {
    for (const answer of [NO_LIST, recordedAnswers("2026.3.2")["scopeMissing"]]) {
      const { port, approvals, lines } = approvalsOf("2026.3.2");
      port.answer("exec.approval.list", () => replyOf(answer, "exec.approval.list"));
      expect(await approvals.list()).toEqual([]);
      port.emit("exec.approval.requested", asked("a", port.clock.now()));
      expect(await approvals.list()).toMatchObject([{ id: "a" }]);
      expect(lines).toEqual([]);
    }
  });

  it("says when it may not list", async () => {
    const { port, approvals, lines } = approvalsOf("2026.9.6");
    port.answer("exec.approval.list", () =>
      replyOf(recordedAnswers("2026.9.6")["scopeMissing"], "exec.approval.list"),
    );
    await expect(approvals.list()).rejects.toMatchObject({ missing: ["operator.approvals"] });
    expect(lines).toMatchObject([{ level: "warn" }]);
    await expect(
      approvals.list({ signal: AbortSignal.abort(new Error("enough")) }),
    ).rejects.toThrow("enough");
  });
});

describe("expiry", () => {
  it("comes when the gateway's time is up, whatever our clock says", async () => {
    const { port, changes, approvals, follow } = approvalsOf("2026.9.6");
    follow();
    await port.settle();
    const theirs = port.clock.now() + 7_200_000;
    port.emit("exec.approval.requested", asked("late", theirs, 10_000));
    port.emit("exec.approval.requested", asked("soon", theirs, 2000));
    await port.clock.advance(1999);
    expect(approvals.pending).toHaveLength(2);
    await port.clock.advance(1);
    expect(told(changes.slice(2))).toEqual([["expired", "soon"]]);
    await port.clock.advance(8000);
    expect(told(changes.slice(3))).toEqual([["expired", "late"]]);
    expect(changes.at(-1)?.approval.status).toBe("expired");
    expect(port.clock.pending).toBe(0);
  });

  it("is what a resolution without a decision means", async () => {
    const { port, changes, follow } = approvalsOf("2026.9.6");
    follow();
    port.emit("exec.approval.requested", asked("a", port.clock.now()));
    port.emit("exec.approval.resolved", { id: "a", decision: null });
    expect(told(changes)).toEqual([
      ["requested", "a"],
      ["expired", "a"],
    ]);
  });
});

describe("watch", () => {
  it("starts with what is pending, ends with the signal, and shows our own decision", async () => {
    const { port, approvals } = approvalsOf("2026.9.6");
    expect(approvals.pending).toEqual([]);
    port.emit(
      "exec.approval.requested",
      asked("a", port.clock.now(), 1e6, { sessionKey: "agent:main:subagent:x" }),
    );
    const stop = new AbortController();
    const seen: ApprovalChange[] = [];
    const watching = (async () => {
      for await (const change of approvals.watch({ signal: stop.signal })) {
        seen.push(change);
        if (change.type === "requested")
          await approvals.resolve({ id: change.approval.id, decision: "approve" });
        else stop.abort();
      }
    })();
    await port.settle();
    await watching;
    expect(seen).toMatchObject([
      { type: "requested", approval: { id: "a", subagentId: "x", agentId: "main" } },
      { type: "resolved", approval: { decision: "allow-once" } },
    ]);
  });

  it("reads the documented form, at the top of the payload", async () => {
    const { port, approvals } = approvalsOf("2026.9.6");
    void approvals.pending;
    port.emit("exec.approval.requested", {
      id: "d",
      command: "make",
      sessionKey: "agent:a:main",
      agentId: "a",
    });
    port.emit("exec.approval.requested", { id: "e", request: { commandArgv: ["git", "push"] } });
    expect(approvals.pending).toMatchObject([
      { command: "make", agentId: "a" },
      { command: "git push" },
    ]);
    port.emit("exec.approval.resolved", { id: "d", decision: "approve" });
    expect(approvals.pending).toHaveLength(1);
  });

  it("offers only what the gateway takes", async () => {
    const { port, approvals } = approvalsOf("2026.9.6");
    void approvals.pending;
    port.replay(
      recordedEvents("2026.9.6", "approvalOfAgent").filter(({ event }) =>
        event.endsWith("requested"),
      ),
    );
    expect(approvals.pending).toMatchObject([
      {
        allowedDecisions: ["allow-once", "deny"],
        runId: expect.any(String) as string,
        cwd: "/home/operator/ws",
      },
    ]);
  });

  it("ends, and leaves nothing behind, when disposed", async () => {
    const { port, approvals } = approvalsOf("2026.9.6");
    const watching = approvals.watch();
    port.emit("exec.approval.requested", asked("a", port.clock.now()));
    approvals.dispose();
    approvals.dispose();
    expect((await watching.next()).value?.type).toBe("requested");
    expect((await watching.next()).done).toBe(true);
    expect(approvals.pending).toEqual([]);
    await port.settle();
    expect([port.listeners(), port.clock.pending]).toEqual([0, 0]);
  });
});

describe("a documented gateway", () => {
  it("is told approve and deny under its own names, once each", async () => {
    const port = new MemoryPort().answer("exec.approval-resolve", () => ({}));
    const approvals = new ApprovalsApi(port);
    expect(await approvals.resolve({ id: "a", decision: "allow-always" })).toEqual({
      id: "a",
      decision: "allow-once",
    });
    await approvals.resolve({ id: "b", decision: "deny" });
    expect(port.asked).toEqual([
      { method: "exec.approval.resolve", params: { id: "a", decision: "allow-always" } },
      { method: "exec.approval-resolve", params: { id: "a", decision: "approve" } },
      { method: "exec.approval-resolve", params: { id: "b", decision: "deny" } },
    ]);
  });

  it("answers requests in its own words", async () => {
    const port = new MemoryPort().answer("exec.approval-request", () => ({ decision: "approve" }));
    const answer = await new ApprovalsApi(port).request({ id: "mine", command: "ls" });
    expect(answer).toEqual({ id: "mine", decision: "allow-once" });
  });

  it("refuses as it likes", async () => {
    const port = new MemoryPort().answer("exec.approval-resolve", () => {
      throw refusal("exec.approval-resolve", "approval already resolved");
    });
    const refused = new ApprovalsApi(port).resolve({ id: "a", decision: "approve" });
    await expect(refused).rejects.toMatchObject({ code: "APPROVAL_ALREADY_RESOLVED" });
  });
});
