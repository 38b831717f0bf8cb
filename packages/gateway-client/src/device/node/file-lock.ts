import { randomUUID } from "node:crypto";
import { link, open, rename, stat, unlink } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { deviceError } from "../errors.js";

/** A writer needs a few milliseconds; a lock this old belongs to a process that died. */
const STALE_MS = 5_000;
const GIVE_UP_MS = 15_000;
const POLL_MS = 15;

/**
 * Runs `work` while this process alone holds `<path>.lock`. A file that exists only while someone writes is the one
 * kind of lock that every platform and file system has.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  const started = performance.now();
  while (!(await take(lock))) {
    await removeStale(lock);
    if (performance.now() - started > GIVE_UP_MS) {
      throw deviceError("DEVICE_STORE_FAILED", `Another process keeps ${lock}.`, {
        hint: `If no other process uses this device identity, remove ${lock} and try again.`,
      });
    }
    await delay(POLL_MS * (0.5 + Math.random()));
  }
  try {
    return await work();
  } finally {
    await unlink(lock).catch(ignoreMissing);
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await (await open(lock, "wx", 0o600)).close();
    return true;
  } catch (error) {
    // Windows answers EPERM while another process is just removing the file.
    if (codeOf(error) === "EEXIST") return false;
    if (process.platform === "win32" && codeOf(error) === "EPERM") return false;
    throw error;
  }
}

async function removeStale(lock: string): Promise<void> {
  const seen = await stat(lock, { bigint: true }).catch(ignoreMissing);
  if (seen === undefined || Date.now() - Number(seen.mtimeMs) < STALE_MS) return;
  // Two processes may find the same stale lock. Moving it aside picks one of them, and comparing what was moved
  // keeps the slower one from removing the lock that the quicker one has taken meanwhile.
  const aside = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, aside);
  } catch (error) {
    ignoreMissing(error);
    return;
  }
  const moved = await stat(aside, { bigint: true });
  if (moved.ino !== seen.ino || moved.mtimeNs !== seen.mtimeNs) {
    await link(aside, lock).catch(() => undefined);
  }
  await unlink(aside).catch(ignoreMissing);
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

export function ignoreMissing(error: unknown): undefined {
  if (codeOf(error) !== "ENOENT") throw error;
  return undefined;
}
