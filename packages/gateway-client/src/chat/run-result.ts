import type { HawserError } from "@hawser/core";
import type { ChatRunResult } from "./events.js";

/** What the terminal event adds to a run's result. */
export type Ending = {
  readonly [K in "message" | "usage" | "stopReason"]?: ChatRunResult[K] | undefined;
};

/** Puts the result of a run together, leaving out what the gateway did not say. */
export function runResult(
  known: Pick<ChatRunResult, "status" | "text" | "runId">,
  { message, stopReason, ...ending }: Ending,
  error: HawserError | undefined,
): ChatRunResult {
  const usage = ending.usage ?? message?.usage;
  return {
    ...known,
    ...(message === undefined ? {} : { message }),
    ...(usage === undefined ? {} : { usage }),
    ...(stopReason === undefined ? {} : { stopReason }),
    ...(error === undefined ? {} : { error }),
  };
}
