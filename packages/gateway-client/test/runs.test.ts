import { describe, expect, it } from "vitest";
import { RunsTracker, type RunChange } from "../src/runs/index.js";
import {
  MemoryPort,
  recordedAnswers,
  recordedEvents,
  replyOf,
  versions,
  type Version,
} from "./support/memory-port.js";
import { recordingLogger } from "./support/recording-logger.js";

function trackerOf(version: Version = "2026.9.6") {
  const log = recordingLogger();
  const port = new MemoryPort(version, log.logger)
    .answer("sessions.list", () => ({ sessions: [] }))
    .answer("agent.wait", ({ runId }) => ({ runId, status: "timeout" }));
  const runs = new RunsTracker(port);
  const changes: RunChange[] = [];
  runs.onChange((change) => changes.push(change));
  return { port, runs, changes, lines: log.lines };
}

const told = (changes: readonly RunChange[]) =>
  changes.flatMap((change) =>
    change.type === "subagent" || change.type === "changed"
      ? []
      : [`${change.type} ${change.run.status}`],
  );

const delta = (runId: string, sessionKey: string) => ({ runId, sessionKey, state: "delta" });
const lifecycle = (runId: string, sessionKey: string, phase: string, more: object = {}) => ({
  runId,
  sessionKey,
  stream: "lifecycle",
  data: { phase, ...more },
});

describe.each(versions)("a run on %s, as recorded", (version) => {
  it.each([
    ["observed", "done"],
    ["agentMethod", "done"],
    ["failed", "error"],
    ["aborted", "aborted"],
    ["approvalOfAgent", "done"],
    ["sessions", "done"],
  ])("%s: starts once and ends once, %s", (scene, status) => {
    const { port, runs, changes } = trackerOf(version);
    const events = recordedEvents(version, scene);
    port.replay(events);
    expect(told(changes)).toEqual(["started running", `ended ${status}`]);
    expect(runs.active).toEqual([]);
    expect(runs.recent).toMatchObject([
      { status, agentId: "main", sessionKey: expect.stringMatching(/^agent:main:/) as string },
    ]);
  });

  it("is known from whichever event came first", () => {
    const events = recordedEvents(version, "observed").filter(({ event }) => event !== "presence");
    const end = events.findIndex(
      ({ payload }) =>
        (payload["data"] as { phase?: string })?.phase === "finishing" ||
        (payload["data"] as { phase?: string })?.phase === "end",
    );
    for (let i = 1; i < end; i++) {
      const { port, changes } = trackerOf(version);
      port.replay(events.slice(i));
      expect(told(changes)).toEqual(["started running", "ended done"]);
    }
  });
});

describe("runs in flight", () => {
  it("cost nothing until they are asked for", async () => {
    const port = new MemoryPort();
    const runs = new RunsTracker(port);
    await port.settle();
    expect([port.asked.length, port.listeners()]).toEqual([0, 0]);
    expect(runs.active).toEqual([]);
    expect(port.listeners()).toBeGreaterThan(0);
  });

  it("may be several of an agent and of a session", () => {
    const { port, runs } = trackerOf();
    port.emit("chat", delta("r1", "agent:main:a"));
    port.emit("chat", delta("r2", "agent:main:a"));
    port.emit("chat", delta("r3", "agent:main:b"));
    port.emit("chat", delta("r4", "agent:other:a"));
    expect(runs.find({ agentId: "main" }).map(({ runId }) => runId)).toEqual(["r1", "r2", "r3"]);
    expect(runs.find({ sessionKey: "agent:main:a" })).toHaveLength(2);
    port.emit("chat", { runId: "r1", sessionKey: "agent:main:a", state: "final" });
    expect(runs.active.map(({ runId }) => runId)).toEqual(["r2", "r3", "r4"]);
    expect(runs.get("r1")).toMatchObject({ status: "done" });
    expect(runs.get("nope")).toBeUndefined();
  });

  it("are not ended by what belongs to no known run: injected messages, the empty final of a queued one", () => {
    const { port, runs } = trackerOf();
    port.emit("chat", delta("r1", "agent:main:a"));
    port.emit("chat", { runId: "inject-1", sessionKey: "agent:main:a", state: "final" });
    port.emit("chat", { runId: "queued", sessionKey: "agent:main:a", state: "final" });
    port.emit("agent", lifecycle("queued", "agent:main:a", "end"));
    expect(runs.active).toMatchObject([{ runId: "r1" }]);
    expect(runs.recent).toEqual([]);
  });

  it("are not revived by what comes after their end", () => {
    const { port, runs, changes } = trackerOf();
    port.emit("chat", delta("r1", "agent:main:a"));
    port.emit("chat", { runId: "r1", sessionKey: "agent:main:a", state: "aborted" });
    port.emit("agent", lifecycle("r1", "agent:main:a", "model"));
    port.emit("agent", { runId: "r1", stream: "assistant", data: { text: "late" } });
    port.emit("agent", lifecycle("r1", "agent:main:a", "start"));
    port.emit("chat", delta("r1", "agent:main:a"));
    expect(runs.active).toEqual([]);
    expect(told(changes)).toEqual(["started running", "ended aborted"]);
  });

  it("go on when a retry starts under the same id after a lifecycle error", () => {
    const { port, runs } = trackerOf();
    port.emit("agent", lifecycle("r1", "agent:main:a", "start"));
    port.emit("agent", lifecycle("r1", "agent:main:a", "error", { error: "overloaded" }));
    expect(runs.get("r1")).toMatchObject({ status: "error", error: "overloaded" });
    port.emit("agent", lifecycle("r1", "agent:main:a", "start"));
    expect(runs.active).toMatchObject([{ runId: "r1" }]);
    port.emit("chat", {
      runId: "r1",
      sessionKey: "agent:main:a",
      state: "error",
      errorMessage: "gave up",
    });
    expect(runs.get("r1")).toMatchObject({ status: "error", error: "gave up" });
  });

  it("tell their phase", () => {
    const { port, changes } = trackerOf();
    port.emit("chat", {
      runId: "r",
      sessionKey: "agent:main:a",
      state: "status",
      phase: "preparing_context",
    });
    port.emit("chat", {
      runId: "r",
      sessionKey: "agent:main:a",
      state: "status",
      phase: "preparing_context",
    });
    port.emit("agent", lifecycle("r", "agent:main:a", "waiting-approval"));
    expect(changes).toMatchObject([
      { type: "started", run: { phase: "preparing_context" } },
      { type: "changed", run: { phase: "waiting-approval" } },
    ]);
  });

  it("follow the documented start, end and error events, by id, then session, then agent", () => {
    const { port, runs, changes } = trackerOf();
    for (const runId of ["a", "b", "c", "d"]) {
      port.emit("start", { runId, sessionKey: `agent:main:${runId}`, agentId: "main" });
    }
    port.emit("end", { runId: "b", sessionKey: "agent:main:a" });
    expect(runs.active.map(({ runId }) => runId)).toEqual(["a", "c", "d"]);
    port.emit("error", { runId: "server-side-id", sessionKey: "agent:main:c", message: "boom" });
    expect(runs.get("c")).toMatchObject({ status: "error", error: "boom" });
    port.emit("end", { runId: "b", sessionKey: "agent:main:a" });
    port.emit("end", { sessionKey: "agent:main:d" });
    port.emit("end", { agentId: "main" });
    expect(runs.active).toEqual([]);
    expect(told(changes).filter((line) => line.startsWith("ended"))).toHaveLength(4);
  });

  it("stay bounded, and so do the ones that ended", () => {
    const { port, runs } = trackerOf();
    for (let i = 0; i < 1500; i++) port.emit("chat", delta(`r${i}`, "agent:main:a"));
    expect(runs.active).toHaveLength(1000);
    expect(runs.recent).toHaveLength(200);
    expect(runs.active.some(({ runId }) => runId === "r1499")).toBe(true);
  });

  it("survive payloads of any shape", () => {
    const { port, runs, lines } = trackerOf();
    for (const event of [
      "chat",
      "agent",
      "start",
      "end",
      "error",
      "chat.subagent",
      "task",
      "sessions.changed",
    ]) {
      for (const payload of [
        undefined,
        null,
        1,
        "x",
        [],
        {},
        { runId: 7, state: "delta" },
        { state: "later" },
      ]) {
        port.emit(event, payload);
      }
    }
    expect(runs.active).toEqual([]);
    expect(lines).toEqual([]);
  });
});

describe("asking the gateway", () => {
  it("finds the runs that began before", async () => {
    const port = new MemoryPort();
    const runs = new RunsTracker(port);
    port
      .answer("sessions.list", () => ({
        sessions: [
          { key: "agent:main:a", agentId: "main", hasActiveRun: true, activeRunIds: ["r1"] },
          { key: "agent:main:b", hasActiveRun: true },
          { key: "agent:main:c", hasActiveRun: false, activeRunIds: [] },
        ],
      }))
      .answer("chat.history", ({ sessionKey }) => ({
        messages: [],
        inFlightRun: { runId: `of ${String(sessionKey)}` },
      }));
    await runs.reconcile();
    expect(runs.active.map(({ runId }) => runId)).toEqual(["r1", "of agent:main:b"]);
    expect(port.times("sessions.list")).toBe(1);
  });

  it("ends, after a reconnect, what ended meanwhile (protocol 4)", async () => {
    const { port, runs } = trackerOf();
    for (const key of ["a", "b", "c", "d"])
      port.emit("chat", delta(`run-${key}`, `agent:main:${key}`));
    port.answer("sessions.list", () => ({
      sessions: [
        { key: "agent:main:a", hasActiveRun: false, status: "done", lastRunId: "run-a" },
        {
          key: "agent:main:b",
          hasActiveRun: false,
          status: "failed",
          lastRunId: "run-b",
          lastRunError: "no",
        },
        { key: "agent:main:c", hasActiveRun: false, status: "killed", lastRunId: "run-c" },
        { key: "agent:main:d", hasActiveRun: true, activeRunIds: ["run-d"] },
      ],
    }));
    port.reconnect();
    await port.settle();
    expect(runs.active).toMatchObject([{ runId: "run-d" }]);
    expect(runs.recent).toMatchObject([
      { runId: "run-a", status: "done" },
      { runId: "run-b", status: "error", error: "no" },
      { runId: "run-c", status: "aborted" },
    ]);
  });

  it("asks agent.wait where the list does not tell (protocol 3)", async () => {
    const { port, runs } = trackerOf("2026.3.2");
    for (const id of ["ok", "error", "timeout", "refused"])
      port.emit("chat", delta(id, "agent:main:a"));
    port.answer("agent.wait", ({ runId }) => {
      if (runId === "refused") return replyOf(undefined, "agent.wait");
      if (runId === "ok") return replyOf(recordedAnswers("2026.3.2")["wait"], "agent.wait");
      return { runId, status: runId, error: runId === "error" ? "bad" : undefined };
    });
    port.resync("gap");
    await port.settle();
    expect(runs.active.map(({ runId }) => runId)).toEqual(["timeout", "refused"]);
    expect(runs.get("error")).toMatchObject({ status: "error", error: "bad" });
  });

  it("loses the runs of a gateway process that is gone, and takes that back when one speaks", async () => {
    const { port, runs, changes } = trackerOf("2026.3.2");
    port.emit("chat", delta("r1", "agent:main:a"));
    await port.clock.advance(10_000);
    port.reconnect((hello) => {
      hello.snapshot.uptimeMs = 60_000;
    });
    await port.settle();
    expect(runs.active).toHaveLength(1);
    await port.clock.advance(10_000);
    port.reconnect((hello) => {
      hello.snapshot.uptimeMs = 2000;
    });
    await port.settle();
    expect(runs.get("r1")).toMatchObject({ status: "lost" });
    port.emit("chat", delta("r1", "agent:main:a"));
    expect(runs.active).toHaveLength(1);
    expect(told(changes)).toEqual(["started running", "ended lost", "started running"]);
  });

  it("asks about a silent run, and in the end loses it: none runs for ever", async () => {
    const { port, runs } = trackerOf("2026.3.2");
    port.emit("chat", delta("r1", "agent:main:a"));
    await port.clock.advance(119_000);
    expect(port.times("agent.wait")).toBe(0);
    await port.clock.advance(240_000);
    expect(port.times("agent.wait")).toBeGreaterThan(0);
    expect(runs.active).toHaveLength(1);
    await port.clock.advance(31 * 60_000);
    expect(runs.get("r1")).toMatchObject({ status: "lost" });
    expect(port.clock.pending).toBe(0);
  });

  it("hears from sessions.changed which runs a session has", () => {
    const { port, runs } = trackerOf();
    const changed = (ids: string[], hasActiveRun: boolean) =>
      port.emit("sessions.changed", {
        sessionKey: "agent:main:a",
        session: { key: "agent:main:a", activeRunIds: ids, hasActiveRun },
      });
    changed(["r1"], true);
    expect(runs.active).toMatchObject([{ runId: "r1", agentId: "main" }]);
    changed([], false);
    expect(runs.active).toEqual([]);
  });

  it("goes on when the gateway answers nothing of it", async () => {
    const { port, runs, lines } = trackerOf();
    port.handlers.clear();
    port.emit("chat", delta("r1", "agent:main:a"));
    await runs.reconcile();
    expect(runs.active).toHaveLength(1);
    expect(lines.every(({ level }) => level === "debug")).toBe(true);
  });
});

describe("subagents", () => {
  it("are told by the keys of their sessions", () => {
    const { port, runs } = trackerOf();
    port.emit("chat", delta("r1", "agent:main:subagent:x"));
    expect(runs.active).toMatchObject([{ subagentId: "x", agentId: "main" }]);
    expect(runs.subagents).toMatchObject([
      { sessionKey: "agent:main:subagent:x", status: "working" },
    ]);
    port.emit("chat", { runId: "r1", sessionKey: "agent:main:subagent:x", state: "error" });
    expect(runs.subagents).toMatchObject([{ status: "error" }]);
    port.emit("chat", delta("r2", "agent:main:subagent:x"));
    port.emit("chat", { runId: "r2", sessionKey: "agent:main:subagent:x", state: "final" });
    expect(runs.subagents).toMatchObject([{ status: "done" }]);
    port.emit("chat", delta("r3", "agent:main:subagent:x:subagent:y"));
    expect(runs.subagents[1]).toMatchObject({
      subagentId: "y",
      parentSessionKey: "agent:main:subagent:x",
    });
  });

  it("are told by the documented event, each change once", () => {
    const { port, changes } = trackerOf();
    const event = {
      sessionKey: "agent:main:main",
      childSessionKey: "agent:main:subagent:researcher",
      state: "working",
      label: "research",
    };
    port.emit("chat.subagent", event);
    port.emit("chat.subagent", event);
    port.emit("chat.subagent", { ...event, state: "done" });
    expect(changes).toMatchObject([
      {
        type: "subagent",
        subagent: {
          status: "working",
          label: "research",
          parentSessionKey: "agent:main:main",
          subagentId: "researcher",
        },
      },
      { type: "subagent", subagent: { status: "done", label: "research" } },
    ]);
  });

  it.each([
    [
      "details",
      {
        details: { status: "accepted", childSessionKey: "agent:main:subagent:u1", runId: "child" },
      },
    ],
    [
      "text",
      {
        content: [
          { type: "text", text: "no" },
          { type: "text", text: '{"childSessionKey":"agent:main:subagent:u1"}' },
        ],
      },
    ],
  ])("are told by the tool call that spawns them (%s)", (_, result) => {
    const { port, runs } = trackerOf();
    spawn(port, "start", { args: { task: "find out", label: "research" } });
    spawn(port, "result", { result });
    port.emit("chat", delta("child", "agent:main:subagent:u1"));
    expect(runs.subagents).toMatchObject([
      {
        sessionKey: "agent:main:subagent:u1",
        label: "research",
        parentSessionKey: "agent:main:main",
        parentRunId: "parent",
      },
    ]);
  });

  it("are matched to the spawning call where its result is not told (2026.3)", () => {
    const { port, runs } = trackerOf("2026.3.2");
    spawn(port, "start", { toolCallId: "failed", args: { task: "never" } });
    spawn(port, "result", { toolCallId: "failed", isError: true });
    spawn(port, "start", { args: { task: "find out" } });
    spawn(port, "result", {});
    port.emit("chat", delta("child", "agent:main:subagent:u1"));
    port.emit("chat", delta("other", "agent:main:subagent:u2"));
    expect(runs.subagents).toMatchObject([
      { label: "find out", parentRunId: "parent" },
      { subagentId: "u2" },
    ]);
    expect(runs.subagents[1]).not.toHaveProperty("label");
  });

  it("are told by protocol 4's task events", () => {
    const { port, runs } = trackerOf();
    const task = (status: string, runtime = "subagent") =>
      port.emit("task", {
        action: "upserted",
        task: {
          runtime,
          status,
          childSessionKey: "agent:main:subagent:t",
          ownerKey: "agent:main:main",
          title: "look",
        },
      });
    task("running", "cli");
    expect(runs.subagents).toEqual([]);
    task("queued");
    expect(runs.subagents).toMatchObject([{ status: "working", label: "look" }]);
    task("timed_out");
    expect(runs.subagents).toMatchObject([
      { status: "error", parentSessionKey: "agent:main:main" },
    ]);
    task("succeeded");
    expect(runs.subagents).toMatchObject([{ status: "done" }]);
  });

  it("stay bounded, the working ones longest", () => {
    const { port, runs } = trackerOf();
    const event = (i: number, state: string) => ({
      sessionKey: "agent:main:main",
      childSessionKey: `agent:main:subagent:${i}`,
      state,
    });
    port.emit("chat.subagent", event(0, "working"));
    for (let i = 1; i < 700; i++) port.emit("chat.subagent", event(i, "done"));
    expect(runs.subagents).toHaveLength(500);
    expect(runs.subagents[0]?.subagentId).toBe("0");
  });
});

describe("dispose", () => {
  it("ends streams and leaves neither listener nor timer", async () => {
    const { port, runs, lines } = trackerOf();
    const stop = new AbortController();
    const stopped = runs.watch({ signal: stop.signal });
    const watching = runs.watch();
    port.emit("chat", delta("r1", "agent:main:a"));
    stop.abort();
    expect((await stopped.next()).value?.type).toBe("started");
    expect((await stopped.next()).done).toBe(true);
    runs.dispose();
    runs.dispose();
    expect((await watching.next()).value?.type).toBe("started");
    expect((await watching.next()).done).toBe(true);
    await port.settle();
    expect([port.listeners(), port.clock.pending, runs.active]).toEqual([0, 0, []]);
    port.emit("chat", delta("r2", "agent:main:a"));
    expect(runs.active).toEqual([]);
    expect(lines).toEqual([]);
  });

  it("leaves the others alone when a listener throws", () => {
    const { port, runs, changes, lines } = trackerOf();
    runs.onChange(() => {
      throw new Error("mine");
    });
    const later: RunChange[] = [];
    runs.onChange((change) => later.push(change));
    port.emit("chat", delta("r1", "agent:main:a"));
    expect([changes.length, later.length]).toEqual([1, 1]);
    expect(lines).toMatchObject([{ level: "error" }]);
  });
});

function spawn(port: MemoryPort, phase: string, data: object): void {
  port.emit("agent", {
    runId: "parent",
    sessionKey: "agent:main:main",
    stream: "tool",
    data: { phase, name: "sessions_spawn", toolCallId: "call", ...data },
  });
}
