import { abortable, TimeoutError, withDeadline } from "@hawser/core";
import { Progress } from "../policies/progress.js";
import type { Source, SourceTask } from "../task/source.js";
import type { AgentReply, Task } from "../task/task.js";
import { answerOf } from "./answer.js";
import type { Parts } from "./parts.js";

const PROGRESS_EVERY_MS = 250;

/** One attempt at a task. */
export interface Attempt {
  readonly parts: Parts;
  readonly source: Source;
  readonly from: SourceTask;
  readonly task: Task;
  /** Counts from 1, across lives of the process. */
  readonly attempt: number;
  readonly resumed: boolean;
  /** Aborts when the answer is not wanted any more. */
  readonly signal: AbortSignal;
}

/** What came of an attempt. `shown`: some of its text was. */
export type AttemptResult =
  | { readonly ok: true; readonly reply: AgentReply }
  | { readonly ok: false; readonly error: unknown; readonly shown: boolean };

/** Asks the agent, within its time, and shows the answer as it grows. Never rejects. */
export async function tryAgent(setup: Attempt): Promise<AttemptResult> {
  const { parts, from, task, attempt, resumed, signal } = setup;
  const { agent, clock, timeoutMs, logger } = parts.settings;
  const text = progressOf(setup, "text", from.progress?.bind(from));
  const status = progressOf(setup, "status", from.status?.bind(from));
  const outlet = {
    text: (textSoFar: string): void => text?.update(textSoFar),
    status: (now: string): void => status?.update(now),
  };
  const ask = (aborted: AbortSignal): Promise<AgentReply> =>
    answerOf(
      agent,
      task,
      {
        signal: aborted,
        attempt,
        resumed,
        idempotencyKey: `hawser:${task.source}:${task.id}:${attempt}`,
        status: outlet.status,
        logger,
      },
      outlet,
    );
  try {
    const reply = await withDeadline(ask, {
      ms: timeoutMs,
      clock,
      signal,
      onTimeout: () => timedOut(timeoutMs),
    });
    return { ok: true, reply };
  } catch (error) {
    return { ok: false, error, shown: text?.hasShown ?? false };
  } finally {
    // What is on its way comes before the reply; a showing that hangs must not hold up the end.
    const shown = Promise.all([text?.end(), status?.end()]);
    await abortable(shown, signal).catch(() => undefined);
  }
}

function progressOf(
  { parts, source, task }: Attempt,
  kind: "text" | "status",
  show: ((text: string) => void | Promise<void>) | undefined,
): Progress | undefined {
  const { settings, emit } = parts;
  if (show === undefined || settings.progress === undefined) return undefined;
  return new Progress({
    everyMs: settings.progress.everyMs ?? source.progressEveryMs ?? PROGRESS_EVERY_MS,
    clock: settings.clock,
    show: (text) => {
      emit({ type: "progress", task, kind, text });
      return show(text);
    },
    onError: (error) => {
      settings.logger.warn("Progress could not be shown", { task: task.id, error });
    },
  });
}

function timedOut(timeoutMs: number): TimeoutError {
  return new TimeoutError(`The agent took longer than ${timeoutMs} ms`, {
    timeoutMs,
    code: "AGENT_TIMEOUT",
    // It may have been at work all the time: asking again would double the wait and the cost.
    retryable: false,
    hint: "Raise timeoutMs if it needs more.",
  });
}
