import { HawserError } from "@hawser/core";
import type { ProcessIdentity } from "./process-identity.js";

/** Somebody else has a lock. The code is the caller's, `FILE_LOCKED` where it names none. */
export class FileLockedError extends HawserError {
  /** The lock's file. */
  readonly path: string;
  /** Who has it, where the file says so. */
  readonly holder: ProcessIdentity | undefined;

  constructor(
    path: string,
    holder: ProcessIdentity | undefined,
    words: { readonly code: string; readonly doing?: string | undefined },
  ) {
    const { code, doing = "has this lock" } = words;
    const who =
      holder === undefined ? "Another process" : `Process ${holder.pid} on ${holder.host}`;
    super(`${who} ${doing} already, and keeps ${path}`, {
      code,
      hint: `Stop it first. If there is no such process, delete ${path}.`,
    });
    this.path = path;
    this.holder = holder;
  }
}

/** The lock was ours, and is not any more. */
export function lockLost(path: string, code: string): HawserError {
  return new HawserError(`${path} was taken over by another process`, {
    code,
    hint: "Only one process at a time may work with what it guards.",
  });
}
