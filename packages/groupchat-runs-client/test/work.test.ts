import { HawserError } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import type { TestGroupChat } from "@hawser/testkit";
import { describe, expect, it } from "vitest";
import type { Job, Run, RunHandler } from "../src/index.js";
import { clientOf, openGroupChat, take, untilState } from "./support/groupchat.js";
import { recordingLogger } from "./support/recording-logger.js";

const asRun = ({ id }: { readonly id: string }): Run => ({
  id,
  status: "PENDING",
  taskTitle: "",
  prompt: "",
  owner: {},
});

/** Which changes the agent asked for, granted or refused. */
const asked = (groupchat: TestGroupChat, id: string): string[] =>
  groupchat.transitions
    .filter(({ runId, by }) => runId === id && by === "agent")
    .map(({ move, accepted }) => (accepted ? move : `${move} refused`));

/** A handler that waits until it is let go, or stopped. */
function held(): { readonly handler: RunHandler; readonly begun: Promise<Job>; go(): void } {
  let go = (): void => undefined;
  let begin = (_job: Job): void => undefined;
  const begun = new Promise<Job>((resolve) => (begin = resolve));
  const gone = new Promise<void>((resolve) => (go = resolve));
  return {
    begun,
    go: () => go(),
    handler: async (job) => {
      begin(job);
      await gone;
      return "Done after a while.";
    },
  };
}

describe("work()", () => {
  it("starts, hands over all there is to know, and completes with what is returned", async () => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({
      task: { title: "Paint the quay", description: "In green." },
      activity: ["Soon, please."],
    });
    const client = clientOf(groupchat);
    const outcome = await client.work(
      asRun({ id }),
      ({ run }) => {
        expect(run).toMatchObject({ id, status: "RUNNING", task: { title: "Paint the quay" } });
        expect(JSON.stringify(run.activity)).toContain("Soon, please.");
        return { body: `Painted: ${run.prompt}`, stepCostUsd: 0.5, totalCostUsd: 2 };
      },
      { startMessage: "On it." },
    );
    expect(outcome).toMatchObject({ status: "finished", body: "Painted: In green." });
    expect(groupchat.comments(id)).toEqual(["On it.", "Painted: In green."]);
    expect(groupchat.run(id)).toMatchObject({
      status: "FINISHED",
      stepCostUsd: 0.5,
      totalCostUsd: 2,
    });
  });

  it("says something of its own when the handler has nothing to say", async () => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    await clientOf(groupchat).work(asRun({ id }), () => undefined);
    expect(groupchat.comments(id)).toEqual(["Done."]);
  });

  it("reports what the handler throws, in few words and without secrets", async () => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    const error = new Error(`no entry with ${groupchat.token}: ${"x".repeat(5000)}`);
    const outcome = await clientOf(groupchat).work(
      asRun({ id }),
      () => {
        throw error;
      },
      { maxErrorChars: 80 },
    );
    expect(outcome).toMatchObject({ status: "error", error });
    expect(groupchat.run(id).status).toBe("ERROR");
    const [said] = groupchat.comments(id);
    expect(said).toHaveLength(80);
    expect(said).toContain("no entry with [redacted]");
  });

  it("posts comments at once, and progress before the summary", async () => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    await clientOf(groupchat).work(asRun({ id }), async (job) => {
      await job.comment("Found it.");
      job.progress("Reading");
      job.progress("Reading the second page");
      return "Read.";
    });
    expect(groupchat.comments(id)).toEqual(["Found it.", "Reading the second page", "Read."]);
  });

  it("makes few comments of a stream, and the whole of it the summary", async () => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    const words = Array.from({ length: 400 }, (_, i) => `word${i} `);
    const clock = new ManualClock();
    await clientOf(groupchat, { clock }).work(
      asRun({ id }),
      async function* () {
        for (const word of words) {
          yield word;
          await clock.advance(1);
        }
      },
      { progress: { firstMs: 20, minIntervalMs: 100, maxChars: 50 } },
    );
    const comments = groupchat.comments(id);
    expect(comments.at(-1)).toBe(words.join(""));
    const progress = comments.slice(0, -1);
    expect(progress.length).toBeGreaterThan(0);
    expect(progress.length).toBeLessThanOrEqual(words.length / 100 + 1);
    for (const text of progress) expect(text.length).toBeLessThanOrEqual(50);
  });
});

describe("a text that grew to the result", () => {
  it.each<[string, RunHandler]>([
    [
      "as a stream",
      async function* () {
        yield "Painted ";
        yield "green.";
      },
    ],
    [
      "as progress",
      ({ progress }) => {
        progress("Painted ");
        progress("Painted green.");
        return "Painted green.";
      },
    ],
  ])("is not there twice (%s)", async (_how, handler) => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    await clientOf(groupchat).work(asRun({ id }), handler);
    expect(groupchat.comments(id)).toEqual(["Painted green."]);
  });
});

describe("a run that is not ours to work", () => {
  it.each([
    ["started elsewhere", "RUNNING", (g: TestGroupChat, id: string) => g.startElsewhere(id)],
    ["stopped", "STOPPED", (g: TestGroupChat, id: string) => g.stop(id)],
    ["deleted", "", (g: TestGroupChat, id: string) => g.deleteRun(id)],
  ] as const)("because it was %s, is left alone", async (_why, found, happen) => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    happen(groupchat, id);
    const outcome = await clientOf(groupchat).work(asRun({ id }), () => {
      throw new Error("worked all the same");
    });
    expect(outcome).toMatchObject({ status: "skipped", found });
    expect(groupchat.requests.filter(({ path }) => /complete|error|comment/.test(path))).toEqual(
      [],
    );
  });

  it.each([409, 400, 422])("is known whatever status refuses it (%i)", async (status) => {
    const groupchat = await openGroupChat({ illegalTransitionStatus: status });
    const { id } = groupchat.delegate({ task: "t" });
    groupchat.startElsewhere(id);
    const outcome = await clientOf(groupchat).work(asRun({ id }), () => "no");
    expect(outcome).toMatchObject({ status: "skipped", found: "RUNNING" });
  });
});

describe("a stop", () => {
  it.each(["auto", "websocket", "polling"] as const)(
    "aborts the job, and nothing more is posted (%s)",
    async (transport) => {
      const groupchat = await openGroupChat();
      const { id } = groupchat.delegate({ task: "t" });
      const client = clientOf(groupchat, { transport });
      const { handler, begun } = held();
      const working = client.work(asRun({ id }), handler);
      const job = await begun;
      groupchat.stop(id);
      expect(await working).toMatchObject({ status: "stopped" });
      expect(job.signal.reason).toBeInstanceOf(HawserError);
      expect(job.signal.reason).toMatchObject({ code: "RUN_STOPPED" });
      expect(asked(groupchat, id)).toEqual(["start"]);
      job.progress("too late");
      await expect(job.comment("too late")).rejects.toMatchObject({ code: "RUN_STOPPED" });
      expect(groupchat.comments(id)).toEqual([]);
    },
  );

  it("that nobody heard of is seen before the run is completed", async () => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    const client = clientOf(groupchat, { transport: "websocket" });
    const { handler, begun, go } = held();
    const working = client.work(asRun({ id }), handler);
    await begun;
    await untilState(client, "live");
    groupchat.faults.silence();
    groupchat.stop(id);
    go();
    expect(await working).toMatchObject({ status: "stopped" });
    expect(groupchat.requests.some(({ path }) => path.endsWith("/complete"))).toBe(false);
  });

  it("of a run that is deleted while it is worked ends the job, too", async () => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    const client = clientOf(groupchat, { transport: "polling" });
    const { handler, begun } = held();
    const working = client.work(asRun({ id }), handler);
    await begun;
    groupchat.deleteRun(id);
    expect(await working).toMatchObject({ status: "skipped", found: "" });
  });
});

describe("lost answers", () => {
  it.each(["start", "complete", "error", "comment"])("to %s do nothing twice", async (call) => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    groupchat.faults.loseResponse(`/${call}`, 2);
    const client = clientOf(groupchat);
    await client.work(asRun({ id }), async (job) => {
      await job.comment("Half way.");
      if (call === "error") throw new Error("It broke.");
      return "Done.";
    });
    const end = call === "error" ? "error" : "complete";
    expect(asked(groupchat, id).filter((move) => !move.endsWith("refused"))).toEqual([
      "start",
      end,
    ]);
    const last = call === "error" ? "It broke." : "Done.";
    expect(groupchat.comments(id)).toEqual(["Half way.", last]);
  });

  it("are waited for while the API is down", async () => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    const client = clientOf(groupchat, { retry: false, transport: "websocket" });
    groupchat.faults.loseResponse("/start");
    groupchat.faults.rest(503, { method: "GET", path: `/runs/${id}`, times: 2 });
    const outcome = await client.work(asRun({ id }), () => {
      groupchat.faults.rest(503, { path: `/runs/${id}`, times: 2 });
      return "Done.";
    });
    expect(outcome.status).toBe("finished");
    expect(groupchat.run(id).status).toBe("FINISHED");
  });

  it("a summary that the API does not take is reported as an error: the run does not stay open", async () => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    groupchat.faults.rest(413, { path: "/complete", times: 1 });
    const outcome = await clientOf(groupchat).work(asRun({ id }), () => "far too long");
    expect(outcome).toMatchObject({ status: "error", error: { code: "TOO_LARGE" } });
    expect(groupchat.run(id).status).toBe("ERROR");
  });
});

describe("the end of the process", () => {
  it("a signal gives the work up and reports that", async () => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    const stop = new AbortController();
    const { handler, begun } = held();
    const working = clientOf(groupchat).work(asRun({ id }), handler, { signal: stop.signal });
    await begun;
    stop.abort(new Error("Out of time."));
    expect(await working).toMatchObject({ status: "error" });
    expect(groupchat.comments(id)).toEqual(["Out of time."]);
  });

  it("close() reports the runs that are being worked as errors", async () => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    const client = clientOf(groupchat);
    const { handler, begun } = held();
    const working = client.work(asRun({ id }), handler);
    await begun;
    await client.close();
    expect(await working).toMatchObject({ status: "error" });
    expect(groupchat.run(id).status).toBe("ERROR");
    expect(groupchat.comments(id)[0]).toContain("shut down");
  });

  it("tells of a run that may have been started", async () => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    const { logger, lines } = recordingLogger();
    const client = clientOf(groupchat, { retry: false, transport: "websocket", logger });
    groupchat.faults.loseResponse("/start");
    groupchat.faults.rest(503, { method: "GET", path: `/runs/${id}`, times: Infinity });
    const stop = new AbortController();
    const working = client.work(asRun({ id }), () => "no", { signal: stop.signal });
    await groupchat.waitFor("transition", ({ move }) => move === "start");
    stop.abort(new Error("Out of time."));
    await expect(working).rejects.toThrow();
    const told = lines.filter(({ level }) => level === "error");
    expect(told).toMatchObject([
      { message: "a run may have been started and left", fields: { run: id } },
    ]);
  });

  it("close() does not wait for an API that is gone", async () => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    const clock = new ManualClock();
    const client = clientOf(groupchat, { transport: "polling", retry: false, clock });
    const { handler, begun } = held();
    const working = client.work(asRun({ id }), handler);
    await begun;
    groupchat.faults.rest(503, { times: Infinity });
    const beganAt = clock.now();
    const closed = new AbortController();
    void client.close().then(() => closed.abort());
    while (!closed.signal.aborted) await clock.advance(100);
    expect(clock.now() - beganAt).toBeLessThanOrEqual(2200);
    expect(await working).toMatchObject({ status: "abandoned" });
  });
});

it("a run that was left RUNNING by an earlier life is gone on with", async () => {
  const groupchat = await openGroupChat();
  const { id } = groupchat.delegate({ task: "t" });
  groupchat.startElsewhere(id);
  const outcome = await clientOf(groupchat).work(asRun({ id }), () => "Done.", { resume: true });
  expect(outcome.status).toBe("finished");
  expect(asked(groupchat, id)).toEqual(["complete"]);
});

it("pending() and work() together are the ten-line agent", async () => {
  const groupchat = await openGroupChat();
  const delegated = groupchat.delegate({ task: "t", prompt: "Say yes." });
  const client = clientOf(groupchat);
  const [run] = await take(client.pending(), 1);
  expect(run?.id).toBe(delegated.id);
  if (run !== undefined) await client.work(run, ({ run: { prompt } }) => `I did: ${prompt}`);
  expect(groupchat.run(delegated.id).status).toBe("FINISHED");
});
