import { randomUUID } from "node:crypto";
import { access, readdir, readFile, stat, unlink, utimes, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { HawserError } from "@hawser/core";
import { locked, lockLost } from "./errors.js";
import { ignoreMissing } from "./files.js";
import { isAlive, parseHolder, thisProcess } from "./holder.js";

/** So often a holder shows that it lives, to those that cannot see its process. */
const TOUCH_MS = 10_000;
/** A lock of a process that cannot be seen counts as left behind after so long. */
const ABANDONED_MS = 60_000;
/** Two that come at the same moment both step back, and come again. */
const TRIES = 5;
const STEP_BACK_MS = 50;

/** A file that exists while a process streams a room. */
export interface FileLock {
  /** @throws HawserError `CURSOR_LOCK_LOST`. */
  check(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes the lock of `path`: a file `<path>.lock.<id>` of its own, beside which there is no other whose
 * process lives. Everyone writes first and looks then, so of two at least one sees the other. Since no
 * name is ever used twice, removing what a dead process has left can hit nobody else.
 *
 * @throws HawserError `CURSOR_LOCKED`.
 */
export async function lockFile(path: string): Promise<FileLock> {
  const id = randomUUID();
  const lock = `${path}.lock.${id}`;
  const holder = JSON.stringify(await thisProcess());
  for (let attempt = 1; ; attempt++) {
    await writeFile(lock, holder, { mode: 0o600, flag: "wx" });
    let refusal: HawserError | undefined;
    try {
      refusal = await refusalOf(path, lock);
    } catch (error) {
      await unlink(lock).catch(ignoreMissing);
      throw error;
    }
    if (refusal === undefined) return held(lock);
    await unlink(lock).catch(ignoreMissing);
    if (attempt === TRIES) throw refusal;
    await delay(Math.random() * STEP_BACK_MS);
  }
}

/** The error for a lock of somebody who lives; what dead ones have left is removed. */
async function refusalOf(path: string, own: string): Promise<HawserError | undefined> {
  const directory = dirname(path);
  const prefix = `${basename(path)}.lock`;
  for (const name of await readdir(directory)) {
    const lock = join(directory, name);
    if (!name.startsWith(prefix) || lock === own) continue;
    const text = await readFile(lock, "utf8").catch(ignoreMissing);
    const { mtimeMs } = (await stat(lock).catch(ignoreMissing)) ?? {};
    if (text === undefined || mtimeMs === undefined) continue;
    const holder = parseHolder(text);
    const alive = holder === undefined ? undefined : await isAlive(holder);
    if (alive ?? Date.now() - mtimeMs < ABANDONED_MS) return locked(lock, holder);
    await unlink(lock).catch(ignoreMissing);
  }
  return undefined;
}

function held(lock: string): FileLock {
  const timer = setInterval(() => {
    const now = new Date();
    utimes(lock, now, now).catch(() => undefined);
  }, TOUCH_MS).unref();
  return {
    check: async () => {
      if ((await access(lock).then(() => true, ignoreMissing)) !== true) throw lockLost(lock);
    },
    release: async () => {
      clearInterval(timer);
      await unlink(lock).catch(ignoreMissing);
    },
  };
}
