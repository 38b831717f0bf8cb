import { GroupChatRunsClient } from "@hawser/groupchat-runs-client";
import { startGroupChat, type TestGroupChat } from "@hawser/testkit";
import { expect, test } from "vitest";
import { groupchatSource } from "../../src/sources/groupchat.js";
import { MemoryStore } from "../../src/index.js";
import { later } from "../support/cleanup.js";
import { start } from "../support/run.js";

async function open(): Promise<{ gc: TestGroupChat; client: GroupChatRunsClient }> {
  const gc = await startGroupChat();
  later(() => gc.close());
  return { gc, client: connect(gc) };
}

function connect({ apiUrl, convexUrl, token }: TestGroupChat): GroupChatRunsClient {
  const client = new GroupChatRunsClient({ apiUrl, convexUrl, token, wake: false });
  later(() => client.close());
  return client;
}

test("a delegated task is started, worked and completed, its follow-up in the same conversation", async () => {
  const { gc, client } = await open();
  const { watch } = start({
    source: groupchatSource(client, { startMessage: "On it." }),
    agent: ({ title, text, conversation, speaker }) =>
      `${speaker.name}: ${text} (${title}, ${conversation})`,
  });
  const run = gc.delegate({ task: "Fix the build" });
  await watch.until("ended");
  expect(run.status).toBe("FINISHED");
  expect(gc.comments(run.id)).toEqual([
    "On it.",
    expect.stringMatching(new RegExp(`^Ada: .*\\(Fix the build, ${run.taskId}\\)$`)),
  ]);
  const next = gc.followUp(run.id, "And the docs?");
  await watch.until("ended", 2);
  expect(next.status).toBe("FINISHED");
  expect(gc.comments(next.id).at(-1)).toBe(`Ada: And the docs? (Fix the build, ${run.taskId})`);
});

test("a run its owner stops is left alone, and its agent told", async () => {
  const { gc, client } = await open();
  const { watch } = start({
    source: groupchatSource(client),
    agent: (_task, { signal }) =>
      new Promise<string>((resolve) => {
        signal.addEventListener("abort", () => resolve("too late"));
      }),
  });
  const run = gc.delegate({ task: "Dig a hole" });
  await watch.until("begun");
  gc.stop(run.id);
  expect((await watch.until("ended"))[0]).toMatchObject({ outcome: "stopped" });
  expect(run.status).toBe("STOPPED");
  expect(gc.comments(run.id)).toEqual([]);
});

test("an agent that fails for good makes the run an error", async () => {
  const { gc, client } = await open();
  const { watch } = start({
    source: groupchatSource(client),
    agent: () => {
      throw new Error("There is no shovel");
    },
  });
  const run = gc.delegate({ task: "Dig a hole" });
  await watch.until("ended");
  expect(run.status).toBe("ERROR");
  expect(gc.comments(run.id)).toEqual(["There is no shovel"]);
});

test("an answer that is lost on its way closes the run once", async () => {
  const { gc, client } = await open();
  const { watch } = start({ source: groupchatSource(client), agent: () => "Green." });
  gc.faults.loseResponse("/complete");
  const run = gc.delegate({ task: "Fix the build" });
  expect((await watch.until("ended"))[0]).toMatchObject({ outcome: "replied" });
  expect(run.status).toBe("FINISHED");
  expect(gc.comments(run.id)).toEqual(["Green."]);
});

test("a refused token ends the runner with its error", async () => {
  const { gc } = await open();
  const { apiUrl, convexUrl } = gc;
  const client = new GroupChatRunsClient({ apiUrl, convexUrl, token: "gca_wrong", wake: false });
  later(() => client.close());
  const { done } = start({ source: groupchatSource(client), agent: () => "never" });
  await expect(done).rejects.toMatchObject({ code: "AUTH_FAILED" });
});

test("what is in hand at the end may finish, and no further run is started", async () => {
  const { gc, client } = await open();
  let finish = (): void => undefined;
  const { watch, stop } = start({
    source: groupchatSource(client),
    agent: () => new Promise<string>((resolve) => (finish = () => resolve("Done at last"))),
  });
  const run = gc.delegate({ task: "First" });
  await watch.until("begun");
  const ended = stop();
  await watch.until("draining");
  const late = gc.delegate({ task: "Second" });
  finish();
  expect(await ended).toMatchObject({ replied: 1 });
  expect(run.status).toBe("FINISHED");
  expect(late.status).toBe("PENDING");
});

test("what is in hand when time is over is left to the next process, and worked there", async () => {
  const { gc, client } = await open();
  const store = new MemoryStore();
  const first = start({
    source: groupchatSource(client, { resume: true }),
    agent: () => new Promise<string>(() => undefined),
    store,
    drainMs: 0,
  });
  const run = gc.delegate({ task: "Fix the build" });
  await first.watch.until("begun");
  expect(await first.stop()).toMatchObject({ released: 1 });
  expect([run.status, gc.comments(run.id)]).toEqual(["RUNNING", []]);

  const second = start({
    source: groupchatSource(connect(gc), { resume: true }),
    agent: (_task, { resumed }) => `Green, resumed: ${resumed}`,
    store,
  });
  expect((await second.watch.until("ended"))[0]).toMatchObject({ outcome: "replied" });
  expect([run.status, gc.comments(run.id)]).toEqual(["FINISHED", ["Green, resumed: true"]]);
});

test.each([
  ["the steps alone", { text: false }, ["Reading the log", "All is well"]],
  ["nothing", false, ["All is well"]],
] as const)("%s may be shown of the work", async (_what, progress, comments) => {
  const { gc, client } = await open();
  const { watch } = start({
    source: groupchatSource(client, {
      progress: progress === false ? progress : { ...progress, firstMs: 0 },
    }),
    async *agent() {
      yield "All";
      yield { status: "Reading the log" };
      // It is posted while the agent works.
      if (progress !== false) await gc.waitFor("request", (call) => call.path.endsWith("/comment"));
      yield " is well";
    },
  });
  const run = gc.delegate({ task: "Look at the log" });
  await watch.until("ended");
  expect(gc.comments(run.id)).toEqual(comments);
});

test("a reply of which nobody knows closes the run after a restart, without the agent", async () => {
  const { gc, client } = await open();
  const store = new MemoryStore();
  const first = start({ source: groupchatSource(client), agent: () => "Green.", store });
  gc.faults.rest(503, { path: "/complete", times: Infinity });
  const run = gc.delegate({ task: "Fix the build" });
  await gc.waitFor("request", (call) => call.path.endsWith("/complete"));
  await client.close();
  await first.watch.until("ended");
  expect(first.watch.of("ended")[0]).toMatchObject({ outcome: "undelivered" });
  expect(run.status).toBe("RUNNING");

  gc.faults.clear();
  let asked = 0;
  const second = start({
    source: groupchatSource(connect(gc), { resume: true }),
    agent: () => `asked ${++asked}`,
    store,
  });
  expect((await second.watch.until("ended"))[0]).toMatchObject({ outcome: "replied", attempts: 0 });
  expect(asked).toBe(0);
  expect(run.status).toBe("FINISHED");
  expect(gc.comments(run.id)).toEqual(["Green."]);
});
