import { describe, expect, it } from "vitest";
import { type GroupChatOptions, startGroupChat } from "../../src/index.js";
import { listed, RawSync } from "./support/raw-sync.js";
import { rest } from "./support/rest.js";

describe("users", () => {
  it("delegate a title, a task in full, or a task that is there", async () => {
    await using gc = await startGroupChat();
    const byTitle = gc.delegate({ task: "One" });
    const inFull = gc.delegate({ task: { title: "Two", description: "Do it twice." } });
    const again = gc.delegate({ task: { id: byTitle.taskId }, prompt: "Once more" });
    expect([byTitle.prompt, inFull.prompt, again.prompt]).toEqual([
      "One",
      "Do it twice.",
      "Once more",
    ]);
    expect(again.taskId).toBe(byTitle.taskId);
    expect(gc.tasks).toHaveLength(2);
    expect(gc.runs).toHaveLength(3);
    expect(() => gc.delegate({ task: { id: "none" } })).toThrow("no task none");
  });

  it("mention the agent in a comment: a run too", async () => {
    await using gc = await startGroupChat();
    const grace = { id: "u2", name: "Grace" };
    const run = gc.mention({ task: "Plan", message: "@agent what is next?", owner: grace });
    expect(run).toMatchObject({ cause: "mention", prompt: "@agent what is next?", owner: grace });
    expect(gc.tasks[0]?.activity).toMatchObject([
      { type: "comment", author: grace, body: "@agent what is next?" },
    ]);
    expect(gc.comments(run.id)).toEqual([]);
  });

  it("follow up: a new run on the same task, which goes back to doing once it starts", async () => {
    await using gc = await startGroupChat();
    const first = gc.delegate({ task: "One" });
    expect(first.lastFollowUpMessage).toBeNull();
    await rest(gc, `/runs/${first.id}/start`, { json: {} });
    await rest(gc, `/runs/${first.id}/complete`, { json: { body: "Done." } });
    const second = gc.followUp(first.id, "And tests?");
    expect(second).toMatchObject({
      status: "PENDING",
      cause: "followUp",
      taskId: first.taskId,
      prompt: "One",
      lastFollowUpMessage: "And tests?",
    });
    expect(second.id).not.toBe(first.id);
    await rest(gc, `/runs/${second.id}/start`, { json: {} });
    expect(gc.tasks[0]?.status).toBe("doing");
    expect(gc.comments(second.id)).toEqual([]);
    expect(gc.comments(first.id)).toEqual(["Done."]);
  });

  it("stop what is pending or running, and nothing else", async () => {
    await using gc = await startGroupChat();
    const pending = gc.delegate({ task: "One" });
    const running = gc.delegate({ task: "Two" });
    gc.startElsewhere(running.id);
    expect(gc.stop(pending.id).status).toBe("STOPPED");
    expect(gc.stop(running.id).endedAt).toBeTypeOf("number");
    expect(() => gc.stop(running.id)).toThrow("is STOPPED: too late to stop it");
    expect(() => gc.startElsewhere(pending.id)).toThrow("nobody can start it");
    expect(() => gc.stop("none")).toThrow("no run none");
  });

  it("delete a run: it is nowhere any more", async () => {
    await using gc = await startGroupChat();
    const run = gc.delegate({ task: "One" });
    const sync = await RawSync.connect(gc);
    expect(listed(await sync.add(gc, 0))).toEqual(["One"]);
    gc.deleteRun(run.id);
    expect(listed(await sync.next("Transition"))).toEqual([]);
    expect((await rest(gc, `/runs/${run.id}`)).status).toBe(404);
    expect(() => gc.run(run.id)).toThrow("no run");
  });
});

async function firstListed(
  options: GroupChatOptions,
): Promise<Record<string, unknown> | undefined> {
  await using gc = await startGroupChat(options);
  gc.delegate({ task: "One" });
  const { body } = await rest(gc, "/runs");
  return (body as Record<string, unknown>[])[0];
}

describe("shapes that are not documented", () => {
  it("owners are nested or flat, in lists and in details", async () => {
    const owner = { id: "u2", name: "Grace" };
    expect(await firstListed({ owner })).toMatchObject({ owner });
    const flat = await firstListed({ owner, ownerShape: "flat" });
    expect(flat).toMatchObject({ ownerId: "u2", ownerName: "Grace" });
    expect(flat).not.toHaveProperty("owner");
    await using gc = await startGroupChat({ owner, ownerShape: "flat" });
    const run = gc.delegate({ task: "One" });
    expect((await rest(gc, `/runs/${run.id}`)).body).toMatchObject({
      ownerName: "Grace",
      task: { ownerId: "u2" },
    });
  });

  it("lists have as many fields as they are told", async () => {
    const usual = ["id", "taskTitle", "prompt", "owner"];
    expect(Object.keys((await firstListed({ listFields: [] })) ?? {})).toEqual(usual);
    expect(Object.keys((await firstListed({})) ?? {})).toEqual([
      ...usual,
      "status",
      "taskId",
      "workspaceId",
      "createdAt",
    ]);
  });

  it("an illegal transition has the status it is given", async () => {
    await using gc = await startGroupChat({ illegalTransitionStatus: 422 });
    const run = gc.delegate({ task: "One" });
    const answer = await rest(gc, `/runs/${run.id}/complete`, { json: { body: "x" } });
    expect(answer.status).toBe(422);
  });

  it("POSTs answer with the run, a success, or nothing", async () => {
    const started = async (postAnswer: "run" | "success" | "empty"): Promise<unknown[]> => {
      await using gc = await startGroupChat({ postAnswer });
      const run = gc.delegate({ task: "One" });
      const { status, body } = await rest(gc, `/runs/${run.id}/start`, { json: {} });
      return [status, body];
    };
    expect(await started("run")).toMatchObject([200, { status: "RUNNING" }]);
    expect(await started("success")).toEqual([200, { success: true }]);
    expect(await started("empty")).toEqual([204, undefined]);
  });

  it("stoppedRuns are runs, ids or objects, all of them or the last", async () => {
    const stopped = async (options: GroupChatOptions["stoppedRuns"]): Promise<unknown> => {
      await using gc = await startGroupChat({ stoppedRuns: options ?? {} });
      for (const task of ["One", "Two"]) gc.stop(gc.delegate({ task }).id);
      const sync = await RawSync.connect(gc);
      const change = (await sync.add(gc, 0, "stoppedRuns")).modifications?.[0];
      const value = change?.type === "QueryUpdated" ? (change.value as unknown[]) : [];
      return value.map((row) => gc.runs.findIndex((run) => JSON.stringify(row).includes(run.id)));
    };
    expect(await stopped({})).toEqual([0, 1]);
    expect(await stopped({ shape: "ids", keep: 1 })).toEqual([1]);
    expect(await stopped({ shape: "runIds" })).toEqual([0, 1]);
    expect(await stopped({ keep: 0 })).toEqual([]);
  });
});
