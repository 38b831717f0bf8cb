import { describe, expect, it } from "vitest";
import { startGroupChat } from "../../src/index.js";
import { rest } from "./support/rest.js";

describe("a run's life over REST", () => {
  it("goes from PENDING to FINISHED, the task from todo to done", async () => {
    await using gc = await startGroupChat();
    const run = gc.delegate({ task: { title: "Fix the build", description: "It is red." } });
    const task = gc.tasks[0];
    expect([run.status, task?.status]).toEqual(["PENDING", "todo"]);
    expect(await rest(gc, `/runs/${run.id}/start`, { json: { body: "On it." } })).toMatchObject({
      status: 200,
      body: { id: run.id, status: "RUNNING" },
    });
    expect([run.status, task?.status]).toEqual(["RUNNING", "doing"]);
    await rest(gc, `/runs/${run.id}/comment`, { json: { body: "Found it." } });
    expect(run.status).toBe("RUNNING");
    const costs = { stepCostUsd: 0.25, totalCostUsd: 1 };
    await rest(gc, `/runs/${run.id}/complete`, { json: { body: "Done.", ...costs } });
    expect(run).toMatchObject({ status: "FINISHED", ...costs });
    expect(task?.status).toBe("done");
    expect(gc.comments(run.id)).toEqual(["On it.", "Found it.", "Done."]);
    expect(gc.notices.map((notice) => notice.kind)).toEqual(["comment", "finished"]);
    expect(gc.transitions.map((t) => [t.move, t.by, t.from, t.to, t.accepted])).toEqual([
      ["start", "agent", "PENDING", "RUNNING", true],
      ["complete", "agent", "RUNNING", "FINISHED", true],
    ]);
  });

  it("may end in ERROR; the task stays where it is", async () => {
    await using gc = await startGroupChat();
    const run = gc.delegate({ task: "Fix the build" });
    await rest(gc, `/runs/${run.id}/start`, { method: "POST" });
    const answer = await rest(gc, `/runs/${run.id}/error`, { json: { body: "No disk." } });
    expect(answer.body).toEqual({ id: run.id, status: "ERROR" });
    expect(gc.tasks[0]?.status).toBe("doing");
    expect(gc.comments(run.id)).toEqual(["No disk."]);
    expect(gc.notices).toMatchObject([{ runId: run.id, kind: "error", body: "No disk." }]);
  });

  it("refuses what its status does not allow, and keeps a record of it", async () => {
    await using gc = await startGroupChat();
    const run = gc.delegate({ task: "Fix the build" });
    const early = await rest(gc, `/runs/${run.id}/complete`, { json: { body: "Done." } });
    expect(early).toMatchObject({
      status: 409,
      body: { error: "Run is not RUNNING (current status: PENDING)" },
    });
    await rest(gc, `/runs/${run.id}/start`, { json: {} });
    expect((await rest(gc, `/runs/${run.id}/start`, { json: {} })).status).toBe(409);
    gc.stop(run.id);
    expect((await rest(gc, `/runs/${run.id}/error`, { json: { body: "x" } })).status).toBe(409);
    expect(run.status).toBe("STOPPED");
    expect(gc.comments(run.id)).toEqual([]);
    expect(gc.transitions.map((t) => [t.move, t.accepted])).toEqual([
      ["complete", false],
      ["start", true],
      ["start", false],
      ["stop", true],
      ["error", false],
    ]);
  });
});

describe("reading", () => {
  it("GET /me is the agent's profile", async () => {
    await using gc = await startGroupChat({
      agent: { name: "Bot", description: "Builds things.", createdAt: 5 },
      owner: { id: "u9", name: "Grace" },
    });
    expect((await rest(gc, "/me")).body).toEqual({
      name: "Bot",
      description: "Builds things.",
      agentUserId: "agent-user-1",
      ownerId: "u9",
      ownerName: "Grace",
      createdAt: 5,
    });
  });

  it("GET /runs is an array, newest first, filtered as asked", async () => {
    await using gc = await startGroupChat();
    gc.delegate({ task: "One", workspaceId: "w1" });
    gc.delegate({ task: "Two", workspaceId: "w2" });
    const three = gc.delegate({ task: "Three", workspaceId: "w1" });
    gc.startElsewhere(three.id);
    const titles = async (query: string): Promise<unknown> => {
      const { body } = await rest(gc, `/runs${query}`);
      return (body as { taskTitle: string }[]).map((run) => run.taskTitle);
    };
    expect(await titles("")).toEqual(["Three", "Two", "One"]);
    expect(await titles("?status=PENDING")).toEqual(["Two", "One"]);
    expect(await titles("?workspaceId=w1")).toEqual(["Three", "One"]);
    expect(await titles("?status=PENDING&workspaceId=w1&limit=5")).toEqual(["One"]);
    expect(await titles("?limit=1")).toEqual(["Three"]);
    expect((await rest(gc, "/runs?status=pending")).status).toBe(400);
    expect((await rest(gc, "/runs?limit=none")).status).toBe(400);
  });

  it("GET /runs/:id has the task and its whole feed", async () => {
    await using gc = await startGroupChat();
    const spec = { title: "Fix the build", images: ["https://x.test/a.png"], dueDate: 99 };
    const first = gc.delegate({ task: spec, prompt: "Make it green", activity: ["It is urgent"] });
    await rest(gc, `/runs/${first.id}/start`, { json: { body: "On it." } });
    await rest(gc, `/runs/${first.id}/complete`, { json: { body: "Green." } });
    const run = gc.followUp(first.id, "Can you also add tests?");
    const { body } = await rest(gc, `/runs/${run.id}`);
    const owner = { id: "user-1", name: "Ada" };
    expect(body).toMatchObject({
      id: run.id,
      taskId: first.taskId,
      taskTitle: "Fix the build",
      workspaceId: "workspace-1",
      status: "PENDING",
      prompt: "Make it green",
      lastFollowUpMessage: "Can you also add tests?",
      owner,
      task: { ...spec, id: first.taskId, description: "", status: "done", creator: owner, owner },
    });
    const feed = (body as { activity: Record<string, unknown>[] }).activity;
    expect(
      feed.map((entry) => entry.body ?? `${String(entry.from)} > ${String(entry.to)}`),
    ).toEqual([
      "It is urgent",
      "On it.",
      "todo > doing",
      "Green.",
      "doing > done",
      "Can you also add tests?",
    ]);
    expect(feed[1]?.author).toEqual({ id: "agent-user-1", name: "Test agent" });
  });
});

describe("who may call", () => {
  it("takes the token as Basic and as Bearer", async () => {
    await using gc = await startGroupChat();
    expect(gc.token).toMatch(/^gca_/);
    for (const authorization of [
      `Basic ${btoa(`${gc.token}:`)}`,
      `basic ${btoa(`${gc.token}:any`)}`,
      `Bearer ${gc.token}`,
    ]) {
      expect((await rest(gc, "/me", { authorization })).status).toBe(200);
    }
  });

  it("answers 401 to anything else", async () => {
    await using gc = await startGroupChat({ token: "gca_right" });
    for (const authorization of [
      "",
      "Bearer gca_wrong",
      `Basic ${btoa("gca_wrong:")}`,
      `Basic ${btoa(":gca_right")}`,
      "Digest gca_right",
      "gca_right",
    ]) {
      const { status, body } = await rest(gc, "/me", { authorization });
      expect([status, body]).toEqual([401, { error: expect.stringMatching(/token$/) as string }]);
    }
  });
});

describe("what is not there or not right", () => {
  it("is a 404 with an error text", async () => {
    await using gc = await startGroupChat();
    const run = gc.delegate({ task: "One" });
    for (const path of [
      "/runs/none",
      "/nothing",
      `/runs/${run.id}/cancel`,
      `/runs/${run.id}/start/now`,
    ]) {
      expect(await rest(gc, path)).toMatchObject({ status: 404, body: { error: /./ } });
    }
    const outside = await fetch(`${gc.convexUrl}/elsewhere`);
    expect(outside.status).toBe(404);
  });

  it("is a 405 with the wrong method", async () => {
    await using gc = await startGroupChat();
    const run = gc.delegate({ task: "One" });
    expect((await rest(gc, "/me", { method: "POST" })).status).toBe(405);
    expect((await rest(gc, `/runs/${run.id}/start`)).status).toBe(405);
    expect(run.status).toBe("PENDING");
  });

  it.each([
    ["no body", "comment", {}],
    ["no text", "comment", { json: {} }],
    ["a blank text", "complete", { json: { body: "  " } }],
    ["a text that is a number", "error", { json: { body: 5 } }],
    ["a list", "comment", { json: [] }],
    ["no JSON", "comment", { text: "{nonsense" }],
    ["a negative cost", "complete", { json: { body: "x", stepCostUsd: -1 } }],
    ["a cost that is a text", "error", { json: { body: "x", totalCostUsd: "1" } }],
    ["a number to start with", "start", { json: { body: 5 } }],
  ])("is a 400 with %s", async (_, action, call) => {
    await using gc = await startGroupChat();
    const run = gc.delegate({ task: "One" });
    if (action !== "start") gc.startElsewhere(run.id);
    const { status } = run;
    const answer = await rest(gc, `/runs/${run.id}/${action}`, { method: "POST", ...call });
    expect(answer).toMatchObject({ status: 400, body: { error: expect.any(String) as string } });
    expect(run.status).toBe(status);
  });

  it("is a 413 with too much of it", async () => {
    await using gc = await startGroupChat();
    const run = gc.delegate({ task: "One" });
    const long = { json: { body: "x".repeat(100_001) } };
    expect((await rest(gc, `/runs/${run.id}/comment`, long)).status).toBe(413);
    const huge = { json: { body: "x".repeat(1_100_000) } };
    expect((await rest(gc, `/runs/${run.id}/comment`, huge)).status).toBe(413);
    expect(gc.comments(run.id)).toEqual([]);
  });
});

describe("what came in", () => {
  it("is kept, with how it ended", async () => {
    await using gc = await startGroupChat();
    const run = gc.delegate({ task: "One" });
    await rest(gc, `/runs/${run.id}/start`, { json: { body: "Hi" } });
    await rest(gc, "/runs?status=PENDING");
    expect(gc.requests).toMatchObject([
      {
        method: "POST",
        path: `/api/v1/agent/runs/${run.id}/start`,
        body: { body: "Hi" },
        outcome: { status: "answered", code: 200, fault: false },
      },
      { method: "GET", query: { status: "PENDING" }, body: undefined },
    ]);
  });

  it("leaves a page's preflight out", async () => {
    await using gc = await startGroupChat();
    const preflight = await fetch(`${gc.apiUrl}/me`, { method: "OPTIONS" });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toContain("authorization");
    expect(gc.requests).toEqual([]);
    await using closed = await startGroupChat({ cors: false });
    const refused = await fetch(`${closed.apiUrl}/me`, { method: "OPTIONS" });
    expect(refused.headers.get("access-control-allow-origin")).toBeNull();
  });
});
