import { randomUUID } from "node:crypto";
import { link, readFile, rename, stat, unlink, utimes, writeFile } from "node:fs/promises";
import { locked, lockLost } from "./errors.js";
import { codeOf, ignoreMissing } from "./files.js";
import { isAlive, parseHolder, thisProcess } from "./holder.js";

/** So often a holder shows that it lives, to those that cannot see its process. */
const TOUCH_MS = 10_000;
/** A lock of a process that cannot be seen counts as left behind after so long. */
const ABANDONED_MS = 60_000;

/** A file that exists while a process streams a room. */
export interface FileLock {
  /** @throws HawserError `CURSOR_LOCK_LOST`. */
  check(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes `<path>.lock`. A lock whose process is gone is taken over.
 *
 * @throws HawserError `CURSOR_LOCKED`.
 */
export async function lockFile(path: string): Promise<FileLock> {
  const lock = `${path}.lock`;
  const id = randomUUID();
  const draft = `${lock}.${id}`;
  await writeFile(draft, JSON.stringify(await thisProcess(id)), { mode: 0o600, flag: "wx" });
  try {
    // Linked, not written in place: nobody ever reads half of it.
    while (!(await take(draft, lock))) await removeAbandoned(lock, `${draft}.old`);
  } finally {
    await unlink(draft);
  }
  const timer = setInterval(() => {
    const now = new Date();
    utimes(lock, now, now).catch(() => undefined);
  }, TOUCH_MS).unref();
  const isOurs = async (): Promise<boolean> => {
    const text = await readFile(lock, "utf8").catch(ignoreMissing);
    return text !== undefined && parseHolder(text)?.id === id;
  };
  return {
    check: async () => {
      if (!(await isOurs())) throw lockLost(lock);
    },
    release: async () => {
      clearInterval(timer);
      if (await isOurs()) await unlink(lock).catch(ignoreMissing);
    },
  };
}

async function take(draft: string, lock: string): Promise<boolean> {
  try {
    await link(draft, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** @throws HawserError `CURSOR_LOCKED` when the lock is in use. */
async function removeAbandoned(lock: string, aside: string): Promise<void> {
  const text = await readFile(lock, "utf8").catch(ignoreMissing);
  const { mtimeMs } = (await stat(lock).catch(ignoreMissing)) ?? {};
  if (text === undefined || mtimeMs === undefined) return;
  const holder = parseHolder(text);
  const alive = holder === undefined ? undefined : await isAlive(holder);
  if (alive ?? Date.now() - mtimeMs < ABANDONED_MS) {
    throw locked(
      lock,
      holder === undefined ? "Another process" : `Process ${holder.pid} on ${holder.host}`,
    );
  }
  // Two processes may find the same lock abandoned. Moving it aside picks one of them, and comparing
  // what was moved keeps the slower one from removing what the quicker one has taken meanwhile.
  try {
    await rename(lock, aside);
  } catch (error) {
    ignoreMissing(error);
    return;
  }
  const moved = await readFile(aside, "utf8").catch(ignoreMissing);
  if (moved !== text) await link(aside, lock).catch(() => undefined);
  await unlink(aside).catch(ignoreMissing);
}
