import { FileLockedError, lockFile, type FileLock } from "@hawser/core/node";
import { ExitCode } from "../cli/exit-codes.js";
import { CliFailure } from "../cli/failure.js";
import type { Home } from "./home.js";

/**
 * Has a room for this process.
 *
 * @throws CliFailure (exit code 3) when another one serves it.
 */
export async function lockRoom(home: Home, gruprId: string): Promise<FileLock> {
  try {
    return await lockFile(home.lock(gruprId));
  } catch (error) {
    if (error instanceof FileLockedError) throw alreadyRunning(gruprId, error.holder?.pid);
    throw error;
  }
}

/** Another process serves that room. */
export function alreadyRunning(gruprId: string, pid: number | undefined): CliFailure {
  return new CliFailure(
    `A daemon for ${gruprId} runs already${pid === undefined ? "" : ` (pid ${pid})`}.`,
    ExitCode.alreadyRunning,
    `Stop it first: grupr stop ${gruprId} --keep-state`,
  );
}
