import { RemoteError } from "@hawser/core";
import { statusFound } from "../rest/run-error.js";
import type { RunChange } from "../rest/transitions.js";
import type { WorkCalls } from "./context.js";

/** Posts the last word on a run. */
export type PostEnd = (signal: AbortSignal) => Promise<RunChange>;

/**
 * Closes a run, if it still runs: nothing is posted to one that does not.
 *
 * @returns a function that tries once, to be called again while it fails. It resolves with the status that
 * was found instead; `""` when the run is gone.
 */
export function closing(
  calls: Pick<WorkCalls, "get">,
  id: string,
  to: "FINISHED" | "ERROR",
  post: PostEnd,
): (signal: AbortSignal) => Promise<string | undefined> {
  let posted = false;
  return async (signal) => {
    try {
      const { status } = await calls.get(id, { signal });
      // An earlier try may have come through without an answer.
      if (posted && status === to) return undefined;
      // An answer without a status says nothing against it.
      if (status !== "RUNNING" && status !== "") return status;
      posted = true;
      await post(signal);
      return undefined;
    } catch (error) {
      if (error instanceof RemoteError && error.code === "NOT_FOUND") return "";
      const found = statusFound(error);
      if (found === undefined) throw error;
      return found;
    }
  };
}
