import { AuthError, HawserError } from "@hawser/core";
import { describe, expect, it, onTestFinished } from "vitest";
import type { RunHandler, WorkOutcome } from "../src/index.js";
import { clientOf, openGroupChat, untilState } from "./support/groupchat.js";
import { rejection } from "./support/rest.js";

/** Collects outcomes, and tells when there are so many. */
function outcomes(): {
  readonly all: WorkOutcome[];
  readonly onOutcome: (outcome: WorkOutcome) => void;
  until(count: number): Promise<void>;
} {
  const all: WorkOutcome[] = [];
  let look = (): void => undefined;
  return {
    all,
    onOutcome: (outcome) => {
      all.push(outcome);
      look();
    },
    until: (count) =>
      new Promise((resolve) => {
        look = () => {
          if (all.length >= count) resolve();
        };
        look();
      }),
  };
}

describe("process()", () => {
  it("works what comes, so many at a time, until told to stop", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat);
    const stop = new AbortController();
    const done = outcomes();
    let most = 0;
    const waiting: (() => void)[] = [];
    // Three at a time wait for each other.
    const handler: RunHandler = async () => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        most = Math.max(most, waiting.length);
        if (waiting.length >= 3) for (const go of waiting.splice(0)) go();
      });
      return "Done.";
    };
    const { signal } = stop;
    const { onOutcome } = done;
    const processing = client.process(handler, { concurrency: 3, signal, onOutcome });
    for (let i = 0; i < 12; i++) groupchat.delegate({ task: `t${i}` });
    await done.until(12);
    stop.abort();
    await processing;
    expect(most).toBe(3);
    expect(groupchat.runs.every(({ status }) => status === "FINISHED")).toBe(true);
    expect(client.state.status).toBe("idle");
  });

  it("works fifty at a time without a word from Node about leaks", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat);
    const warned: string[] = [];
    const hear = (warning: Error): unknown => warned.push(warning.message);
    process.on("warning", hear);
    onTestFinished(() => void process.off("warning", hear));
    const stop = new AbortController();
    const done = outcomes();
    let begun = 0;
    let go = (): void => undefined;
    const all = new Promise<void>((resolve) => (go = resolve));
    const { signal } = stop;
    const { onOutcome } = done;
    const processing = client.process(
      async ({ progress }) => {
        progress("Waiting for the others.");
        if (++begun === 50) go();
        await all;
      },
      { concurrency: 50, signal, onOutcome },
    );
    for (let i = 0; i < 50; i++) groupchat.delegate({ task: `t${i}` });
    await done.until(50);
    stop.abort();
    await processing;
    expect(warned).toEqual([]);
  });

  it("lets the runs being worked finish, and takes no further one", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat);
    const stop = new AbortController();
    const [first, second] = [groupchat.delegate({ task: "1" }), groupchat.delegate({ task: "2" })];
    let go = (): void => undefined;
    const gone = new Promise<void>((resolve) => (go = resolve));
    const processing = client.process(
      async () => {
        stop.abort();
        await gone;
        return "Done.";
      },
      { signal: stop.signal },
    );
    await groupchat.waitFor("transition", ({ move }) => move === "start");
    go();
    await processing;
    expect([first.status, second.status].sort()).toEqual(["FINISHED", "PENDING"]);
  });

  it("gives up what does not finish in time, and says so", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat);
    const stop = new AbortController();
    const { id } = groupchat.delegate({ task: "t" });
    await client.process(
      ({ signal }) => {
        stop.abort();
        return new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        });
      },
      { signal: stop.signal, drainMs: 20 },
    );
    expect(groupchat.run(id).status).toBe("ERROR");
    expect(groupchat.comments(id)[0]).toContain("shut down");
  });

  it("leaves what does not finish in time to the next process, where it is to", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat);
    const { id } = groupchat.delegate({ task: "t" });
    const shutDown = async (handler: RunHandler): Promise<readonly WorkOutcome[]> => {
      const stop = new AbortController();
      const done = outcomes();
      await client.process(
        (job) => {
          stop.abort();
          return handler(job);
        },
        {
          signal: stop.signal,
          drainMs: 20,
          resume: true,
          leaveRunning: true,
          onOutcome: done.onOutcome,
        },
      );
      return done.all;
    };
    const left = [{ status: "abandoned", error: { code: "SHUT_DOWN" } }];
    // Cut by the deadline, and given up by itself.
    expect(await shutDown(() => new Promise(() => undefined))).toMatchObject(left);
    const givenUp = new HawserError("Not now", { code: "SHUT_DOWN" });
    expect(await shutDown(() => Promise.reject(givenUp))).toMatchObject(left);
    expect([groupchat.run(id).status, groupchat.comments(id)]).toEqual(["RUNNING", []]);
    expect(await shutDown(() => "Done at last.")).toMatchObject([{ status: "finished" }]);
    expect(groupchat.comments(id)).toEqual(["Done at last."]);
    const started = groupchat.transitions.filter(
      ({ move, accepted }) => accepted && move === "start",
    );
    expect(started).toHaveLength(1);
  });

  it("goes on after a handler that failed, and an observer that throws", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat);
    const stop = new AbortController();
    const done = outcomes();
    const processing = client.process(
      ({ run }) => {
        if (run.taskTitle === "bad") throw new Error("bad");
        return "Good.";
      },
      {
        signal: stop.signal,
        onOutcome: (outcome) => {
          done.onOutcome(outcome);
          throw new Error("mine");
        },
      },
    );
    groupchat.delegate({ task: "bad" });
    groupchat.delegate({ task: "good" });
    await done.until(2);
    stop.abort();
    await processing;
    expect(groupchat.runs.map(({ status }) => status)).toEqual(["ERROR", "FINISHED"]);
  });

  it("comes back to a run that could not be started", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat, { retry: false });
    const stop = new AbortController();
    const done = outcomes();
    groupchat.faults.rest(429, { path: "/start", times: 2 });
    const { id } = groupchat.delegate({ task: "t" });
    const { signal } = stop;
    const processing = client.process(() => "Done.", { signal, onOutcome: done.onOutcome });
    await done.until(1);
    stop.abort();
    await processing;
    expect(groupchat.run(id).status).toBe("FINISHED");
  });

  it("takes up what an earlier life left, where asked to", async () => {
    const groupchat = await openGroupChat();
    const left = groupchat.delegate({ task: "left" });
    groupchat.startElsewhere(left.id);
    const fresh = groupchat.delegate({ task: "fresh" });
    const client = clientOf(groupchat);
    const stop = new AbortController();
    const done = outcomes();
    const { signal } = stop;
    const { onOutcome } = done;
    const processing = client.process(() => "Done.", { signal, onOutcome, resume: true });
    await done.until(2);
    stop.abort();
    await processing;
    expect([left.status, fresh.status]).toEqual(["FINISHED", "FINISHED"]);
  });

  it("ends with AuthError when the token is refused", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat);
    const processing = rejection(client.process(() => "no"));
    await untilState(client, "live");
    groupchat.faults.wrongToken("queryFailed");
    expect(await processing).toBeInstanceOf(AuthError);
  });

  it("ends when the client is closed", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat);
    const processing = client.process(() => "no");
    await untilState(client, "live");
    await client.close();
    await processing;
  });

  it("does nothing with a signal that has aborted", async () => {
    const groupchat = await openGroupChat();
    await clientOf(groupchat).process(() => "no", { signal: AbortSignal.abort() });
    expect(groupchat.requests).toEqual([]);
  });
});
