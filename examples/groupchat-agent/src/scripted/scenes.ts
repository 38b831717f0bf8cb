import type { TestRun } from "@hawser/testkit";
import { agentBusy, agentIdle, asked, running, type Stage, times } from "./stage.js";

/** One thing that happens between an owner and the agent. */
export interface Scene {
  readonly name: string;
  readonly play: (stage: Stage) => Promise<void>;
}

function showComments({ groupchat, report }: Stage, run: TestRun): readonly string[] {
  const comments = groupchat.comments(run.id);
  for (const comment of comments) report.note(`│ ${comment}`);
  return comments;
}

async function delegated(stage: Stage): Promise<void> {
  const { groupchat, outcomes, report } = stage;
  const run = groupchat.delegate({
    task: { title: "Check the mooring lines", description: "All of them, fore and aft." },
  });
  const { status } = await outcomes.of(run);
  const comments = showComments(stage, run);
  const waited = (run.startedAt ?? Number.POSITIVE_INFINITY) - run.createdAt;
  report.check(status === "finished" && run.status === "FINISHED", "the run is FINISHED");
  report.check(waited < 1000, `it was picked up within a second`);
  report.check(comments[0] === "Starting work on this now.", "it began with word to the owner");
  report.check(
    comments.slice(1, -1).some((comment) => comment.startsWith("Using ")),
    "progress was reported",
  );
  report.check(comments.at(-1)?.includes("12 passed") === true, "the reply is the summary");
  report.check(groupchat.tasks[0]?.status === "done", "the task is done");
}

async function followedUp(stage: Stage): Promise<void> {
  const { groupchat, openclaw, outcomes, report } = stage;
  const [first] = groupchat.runs;
  if (first === undefined) throw new Error("there is nothing to follow up");
  const question = "Can you also write it into the log?";
  const run = groupchat.followUp(first.id, question);
  const message = await asked(openclaw, question);
  const { status } = await outcomes.of(run);
  showComments(stage, run);
  report.check(run.id !== first.id && status === "finished", "it is a run of its own, FINISHED");
  report.check(message.includes("- OpenClaw Bot: Starting work"), "the agent got the thread");
  const keys = openclaw.requests
    .filter(({ method }) => method === "chat.send")
    .map(({ params }) => (params as { readonly sessionKey: string }).sessionKey);
  report.check(new Set(keys).size === 1, "and the session of the first run");
}

async function stopped(stage: Stage): Promise<void> {
  const { groupchat, openclaw, outcomes, report } = stage;
  const run = groupchat.mention({ task: "A long letter", message: "@OpenClaw Bot write it" });
  await asked(openclaw, "A long letter");
  groupchat.stop(run.id);
  report.note("stopped by its owner");
  const { status } = await outcomes.of(run);
  await openclaw.waitFor("request", ({ method }) => method === "chat.abort");
  report.check(status === "stopped" && run.status === "STOPPED", "the run is STOPPED");
  report.check(times(groupchat, run, "complete") === 0, "it was not completed");
  report.check(
    groupchat.transitions.every((move) => move.accepted),
    "nothing was asked for that is not allowed",
  );
  await agentIdle(openclaw);
  report.check(!agentBusy(openclaw), "the agent behind the gateway stopped too");
}

async function failed(stage: Stage): Promise<void> {
  const { groupchat, outcomes, report } = stage;
  const run = groupchat.delegate({ task: "An impossible knot" });
  const { status } = await outcomes.of(run);
  const comments = showComments(stage, run);
  report.check(status === "error" && run.status === "ERROR", "the run is in ERROR");
  report.check(comments.at(-1)?.includes("dry rope") === true, "the owner is told why");
}

async function troubled(stage: Stage): Promise<void> {
  const { groupchat, outcomes, report } = stage;
  groupchat.faults.loseResponse("/start");
  groupchat.faults.loseResponse("/complete");
  groupchat.faults.rest(503, { path: "/comment", retryAfter: 0 });
  groupchat.faults.duplicateRuns();
  const run = groupchat.delegate({ task: "Splice the long line" });
  await running(groupchat, run);
  groupchat.faults.drop();
  report.note("its start was not answered, and now the subscription is cut");
  await outcomes.of(run);
  groupchat.faults.clear();
  showComments(stage, run);
  report.check(times(groupchat, run, "start") === 1, "started once");
  report.check(times(groupchat, run, "complete") === 1, "completed once");
  const ends = groupchat.comments(run.id).filter((comment) => comment.includes("12 passed"));
  report.check(ends.length === 1, "its summary is there once");
}

async function restarted(stage: Stage): Promise<void> {
  const { groupchat, outcomes, report } = stage;
  const back = groupchat.restart({ downMs: 300, graceful: false });
  const run = groupchat.delegate({ task: "Light the lamp" });
  report.note("delegated while GroupChat was down");
  await back;
  const { status } = await outcomes.of(run);
  report.check(status === "finished", "it was found and worked");
  report.check(
    groupchat.runs.every((one) => one.status !== "PENDING" && one.status !== "RUNNING"),
    "no run is left open",
  );
}

/** The whole script, in order. */
export const scenes: readonly Scene[] = [
  { name: "A task is delegated", play: delegated },
  { name: "Its owner follows up", play: followedUp },
  { name: "Work is stopped", play: stopped },
  { name: "The agent fails", play: failed },
  { name: "Answers are lost and the line breaks", play: troubled },
  { name: "GroupChat restarts", play: restarted },
];
