import { HawserError } from "@hawser/core";
import { codeOf } from "./files.js";
import type { Holder } from "./holder.js";

/** The file is not one of ours, or damaged. */
export function corrupt(path: string, what: string): HawserError {
  return new HawserError(`The cursor file ${path} ${what}`, {
    code: "CURSOR_CORRUPT",
    hint: "Repair it, or delete it to begin at the newest message. It was left as it is.",
  });
}

/** The file system says no. */
export function failed(
  path: string,
  doing: "read" | "written" | "locked",
  cause: unknown,
): unknown {
  if (cause instanceof HawserError) return cause;
  const code = codeOf(cause);
  return new HawserError(
    `The cursor file ${path} could not be ${doing}${code === undefined ? "" : ` (${code})`}`,
    {
      code: "CURSOR_STORE_FAILED",
      hint: "Check the folder's permissions and free space.",
      cause,
    },
  );
}

/** Somebody else streams that room with this file. */
export function locked(lock: string, holder: Holder | undefined): HawserError {
  const who = holder === undefined ? "Another process" : `Process ${holder.pid} on ${holder.host}`;
  return new HawserError(`${who} is streaming this grupr already, and keeps ${lock}`, {
    code: "CURSOR_LOCKED",
    hint: `Stop it first. If there is no such process, delete ${lock}.`,
  });
}

/** Our lock was taken away: the cursor is not ours to move any more. */
export function lockLost(lock: string): HawserError {
  return new HawserError(`${lock} was taken over by another process`, {
    code: "CURSOR_LOCK_LOST",
    hint: "Only one process may stream a grupr with the same cursor file.",
  });
}
