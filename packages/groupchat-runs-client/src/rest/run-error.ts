import { RemoteError } from "@hawser/core";

/** What a refused change of a run found instead of the status it needed. */
export interface RunStatusDetails {
  readonly runId: string;
  /** The status that it was found in. */
  readonly status: string;
}

/** The run is in another status than the change needs: it was not changed by this call. */
export function notInStatus(
  call: string,
  runId: string,
  needed: string,
  found: string,
  cause?: unknown,
): RemoteError {
  const details: RunStatusDetails = { runId, status: found };
  return new RemoteError(`${call}: the run is ${found}, not ${needed}`, {
    code: "CONFLICT",
    remoteCode: `RUN_${found === "" ? "UNKNOWN" : found}`,
    method: call,
    details,
    hint: hintFor(found),
    ...(cause !== undefined && { cause }),
  });
}

/** The status found by a refused change, where the error tells. */
export function statusFound(error: unknown): string | undefined {
  if (!(error instanceof RemoteError) || error.code !== "CONFLICT") return undefined;
  const { status } = Object(error.details) as { readonly status?: unknown };
  return typeof status === "string" ? status : undefined;
}

function hintFor(status: string): string {
  switch (status) {
    case "RUNNING":
      return "Somebody else works it: do not.";
    case "STOPPED":
      return "Its owner stopped it: drop the work.";
    case "PENDING":
      return "Start it first.";
    default:
      return "It is over: a follow-up comes as a new run.";
  }
}
