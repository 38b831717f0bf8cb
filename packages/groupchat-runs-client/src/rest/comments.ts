import { HawserError } from "@hawser/core";
import { activityTexts } from "../parse/run.js";
import type { RunDetails } from "../schemas/index.js";
import type { CallOptions, Caller } from "./caller.js";
import type { ApiRequest } from "./exchange.js";
import { maybeExecuted } from "./failures.js";

/**
 * Posts a comment. One whose answer was lost is looked for in the run's activity before it is posted
 * again; where the activity cannot tell, the error is thrown rather than the comment doubled.
 */
export async function postComment(
  caller: Caller,
  read: (id: string, options: CallOptions) => Promise<RunDetails>,
  id: string,
  body: string,
  options: CallOptions,
): Promise<void> {
  const request: ApiRequest = {
    method: "POST",
    path: `/runs/${encodeURIComponent(id)}/comment`,
    label: "/runs/:id/comment",
    body: { body },
  };
  for (let attempt = 1; ; attempt++) {
    try {
      await caller.post(request, options);
      return;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof HawserError)) throw error;
      if (maybeExecuted(error)) {
        // It may still be on its way to the activity.
        if (error.code === "TIMEOUT") throw error;
        const found = await read(id, options).then(
          (run) => holds(run, body),
          () => undefined,
        );
        if (found === true) return;
        if (found === undefined) throw error;
      } else if (!error.retryable) {
        throw error;
      }
      await caller.pacer.pause(error, attempt, options.signal);
    }
  }
}

/** Whether the activity shows the text; undefined when it shows no texts at all. */
function holds(run: RunDetails, text: string): boolean | undefined {
  const texts = run.activity.flatMap(activityTexts);
  return texts.length === 0 ? undefined : texts.some((one) => one.trim() === text.trim());
}
