import { ConnectionLostError, HawserError } from "@hawser/core";
import { activityTexts } from "../parse/run.js";
import type { RunActivity, RunDetails } from "../schemas/index.js";
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
        const found = await read(id, options).then(
          (run) => holds(run, body),
          () => undefined,
        );
        options.signal?.throwIfAborted();
        if (found === true) return;
        // One that was not answered in time may still be on its way.
        if (found === undefined || error.code === "TIMEOUT") throw unconfirmed(error);
      } else if (!error.retryable) {
        throw error;
      }
      await caller.pacer.pause(error, attempt, options.signal);
    }
  }
}

/** Whether the activity shows the text; undefined when its comments cannot be read, or nothing is there. */
function holds(run: RunDetails, text: string): boolean | undefined {
  const { activity } = run;
  if (activity.flatMap(activityTexts).some((one) => one.trim() === text.trim())) return true;
  const legible = activity.every(
    (entry) => activityTexts(entry).length > 0 || isOtherThanComment(entry),
  );
  return legible && activity.length > 0 ? false : undefined;
}

/** Such as a change of status, which has no text. */
function isOtherThanComment({ type }: RunActivity): boolean {
  return typeof type === "string" && !/comment|message/i.test(type);
}

function unconfirmed(cause: HawserError): ConnectionLostError {
  return new ConnectionLostError("Nobody knows whether the comment was posted", {
    code: "UNCONFIRMED",
    maybeExecuted: true,
    // It would be there twice.
    retryable: false,
    hint: "Look at the run's activity before you post it again.",
    cause,
  });
}
