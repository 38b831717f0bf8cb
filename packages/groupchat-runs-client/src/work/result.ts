import type { RunCosts } from "../schemas/index.js";
import type { Job, JobResult, RunHandler } from "./job.js";

/** What a run is completed with. */
export interface Result {
  readonly body: string;
  readonly costs: Readonly<RunCosts>;
}

/**
 * Calls a handler and waits for what it ends with.
 *
 * @param show - is given the text of a stream as it grows.
 * @param doneMessage - stands in for a result without words.
 */
export async function resultOf(
  handler: RunHandler,
  job: Job,
  show: (textSoFar: string) => void,
  doneMessage: string,
): Promise<Result> {
  const given = handler(job);
  const result = isStream(given) ? await wholeOf(given, job.signal, show) : await given;
  const { body = "", ...costs } = typeof result === "object" ? result : { body: result as string };
  return { body: body.trim() === "" ? doneMessage : body, costs };
}

function isStream(given: ReturnType<RunHandler>): given is AsyncIterable<string> {
  return typeof given === "object" && given !== null && Symbol.asyncIterator in given;
}

async function wholeOf(
  stream: AsyncIterable<string>,
  signal: AbortSignal,
  show: (textSoFar: string) => void,
): Promise<JobResult> {
  let text = "";
  for await (const part of stream) {
    if (signal.aborted) break;
    text += part;
    show(text);
  }
  return text;
}
