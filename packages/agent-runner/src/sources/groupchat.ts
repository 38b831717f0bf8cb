import { AsyncStream, HawserError, ConnectionLostError } from "@hawser/core";
import type {
  GroupChatRunsClient,
  Job,
  JobResult,
  ProgressOptions,
  RunActivity,
  WorkOutcome,
} from "@hawser/groupchat-runs-client";
import type { Source, SourceContext, SourceTask } from "../task/source.js";
import type { AgentReply, Said } from "../task/task.js";

/** How the work on a run shows in its comments. */
export interface GroupChatProgress extends ProgressOptions {
  /** Whether the answer is posted while it grows. What the agent does, its tool calls say, is in any case. Default true. */
  readonly text?: boolean;
}

/** Options of {@link groupchatSource}. */
export interface GroupChatSourceOptions {
  /** Default `"groupchat"`. */
  readonly name?: string;
  /** Posted when a run is started. Default: none. */
  readonly startMessage?: string;
  /** Completes a run for which the agent had no words. Default `"Done."`. */
  readonly doneMessage?: string;
  /**
   * How steps and a growing answer turn into comments; `false` for none. Default: one within a second,
   * then every five.
   */
  readonly progress?: GroupChatProgress | false;
  /** Longest error message that is posted, in characters. Default 1000. */
  readonly maxErrorChars?: number;
  /**
   * Also works the runs that an earlier life of this agent left RUNNING, and leaves those that are in hand
   * when the runner's time is over, instead of reporting them as errors. Only for an agent of which one
   * process runs. Give the runner a store that outlives the process with it. Default false.
   */
  readonly resume?: boolean;
  /** Hears how each run ended, also those that never became a task. */
  readonly onOutcome?: (outcome: WorkOutcome) => void;
}

/**
 * Runs that people delegate to a GroupChat agent. A run is started when there is room to work it, and
 * closed by the answer. A conversation is a GroupChat task, the task's `raw` the run.
 */
export function groupchatSource(
  client: GroupChatRunsClient,
  options: GroupChatSourceOptions = {},
): Source {
  return {
    name: options.name ?? "groupchat",
    // The client makes few comments of many texts.
    progressEveryMs: 0,
    tasks: (context) => tasks(client, options, context),
  };
}

async function* tasks(
  client: GroupChatRunsClient,
  { progress = {}, onOutcome, ...options }: GroupChatSourceOptions,
  { signal, concurrency, drainMs }: SourceContext,
): AsyncGenerator<SourceTask, void> {
  const { text = true, ...pace } = progress === false ? { text: false } : progress;
  const shows = progress === false ? "nothing" : text ? "everything" : "steps";
  const { resume = false } = options;
  const stream = new AsyncStream<SourceTask>({ limit: Infinity });
  const endings = new Map<string, (outcome: WorkOutcome) => void>();
  const processing = client.process(
    (job) =>
      new Promise<JobResult>((resolve, reject) => {
        const ended = new Promise<WorkOutcome>((end) => endings.set(job.run.id, end));
        stream.push(taskOf({ job, resolve, reject, ended, shows, resume }));
      }),
    {
      ...options,
      progress: pace,
      leaveRunning: resume,
      concurrency,
      signal,
      // The runner gives up first, and says why; this is for runs that never came to it.
      drainMs: drainMs + 1000,
      onOutcome: (outcome) => {
        endings.get(outcome.run.id)?.(outcome);
        endings.delete(outcome.run.id);
        onOutcome?.(outcome);
      },
    },
  );
  processing.then(
    () => stream.end(),
    (error: unknown) => stream.fail(error),
  );
  yield* stream;
}

interface Handover {
  readonly job: Job;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: unknown) => void;
  /** How the run was closed. */
  readonly ended: Promise<WorkOutcome>;
  readonly shows: "everything" | "steps" | "nothing";
  /** The next process works what this one leaves. */
  readonly resume: boolean;
}

function taskOf({ job, resolve, reject, ended, shows, resume }: Handover): SourceTask {
  const { run, signal } = job;
  const { owner, task, taskId, taskTitle, prompt, lastFollowUpMessage } = run;
  const title = taskTitle === "" ? task.title : taskTitle;
  return {
    id: run.id,
    conversation: taskId ?? task.id ?? run.id,
    text: lastFollowUpMessage ?? (prompt === "" ? (title ?? "") : prompt),
    speaker: { kind: "person", id: owner.id, name: owner.name },
    title,
    ...(task.description !== undefined && { description: task.description }),
    context: run.activity.map(saidIn).filter((said) => said !== undefined),
    raw: run,
    signal,
    ...(shows === "everything" && { progress: (textSoFar: string) => job.progress(textSoFar) }),
    ...(shows !== "nothing" && { status: (text: string) => job.progress(text) }),
    reply: async (reply) => {
      resolve(resultOf(reply));
      confirm(await ended);
    },
    fail: async (error) => {
      reject(error);
      await ended;
    },
    ...(resume && {
      release: async (error: unknown) => {
        reject(new HawserError("Left for the next process", { code: "SHUT_DOWN", cause: error }));
        await ended;
      },
    }),
    // The run is ours: left as it is, it would stay open.
    skip: ({ reason, reply }) => {
      if (reply !== undefined) resolve(resultOf(reply));
      else reject(new HawserError(`Not worked: ${reason}`, { code: "SKIPPED" }));
    },
  };
}

function resultOf({ text, costUsd }: AgentReply): JobResult {
  return { body: text, ...(costUsd !== undefined && { stepCostUsd: costUsd }) };
}

/** @throws when GroupChat may not have the answer. */
function confirm(outcome: WorkOutcome): void {
  // The run was closed by somebody else: there is nothing left to answer.
  if (outcome.status !== "abandoned" && outcome.status !== "error") return;
  const { error } = outcome;
  throw new ConnectionLostError("The run could not be closed with its answer", {
    code: "RUN_LEFT_OPEN",
    retryable: false,
    maybeExecuted: true,
    cause: error,
  });
}

/** The feed is not specified: an entry with a body is a comment, whoever it names as its author. */
function saidIn(entry: RunActivity): Said | undefined {
  const { body, author, authorName } = entry;
  if (typeof body !== "string" || body.trim() === "") return undefined;
  const { name: nested } = Object(author) as { readonly name?: unknown };
  const name = [nested, authorName].find((one) => typeof one === "string");
  return { speaker: { kind: "person", name }, text: body };
}
