import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, utimes } from "node:fs/promises";
import { writeNewFile } from "./atomic-write.js";
import { errorCode, ignoreMissing } from "./error-code.js";
import { isLeftBehind, lineOf, markOf, successorOf, TOUCH_MS } from "./lock-line.js";
import { FileLockedError, lockLost } from "./lock-errors.js";
import { identifyProcess } from "./process-identity.js";

/** The words of a lock's errors. */
export interface LockFileOptions {
  /** Code when somebody else has it. Default `"FILE_LOCKED"`. */
  readonly lockedCode?: string;
  /** Code when it was taken away. Default `"FILE_LOCK_LOST"`. */
  readonly lostCode?: string;
  /** What its holder does, for "Process 4711 on host … already". Default `"has this lock"`. */
  readonly doing?: string;
}

/** A lock that this process has. */
export interface FileLock {
  /** @throws HawserError (`lostCode`) when it was taken away: by hand, or while this machine slept. */
  check(): Promise<void>;
  /** Gives it back. What somebody else has by now is left alone. */
  release(): Promise<void>;
}

/**
 * Takes the lock whose file is `path`. One whose process is gone (a crash, a power cut, a pid that is
 * another's by now) is taken over at once; one of another machine, or one that does not say whose it is,
 * when it was not touched for 60 s. A holder touches its own every 10 s, which keeps no process alive.
 *
 * Of many that come at the same moment, to a free lock or to one that was left behind, exactly one gets
 * it; the others are refused. Two calls in one process are two.
 *
 * @throws {@link FileLockedError}; the file system's errors (the folder has to be there).
 */
export async function lockFile(path: string, options: LockFileOptions = {}): Promise<FileLock> {
  const { lockedCode = "FILE_LOCKED", lostCode = "FILE_LOCK_LOST", doing } = options;
  const own = JSON.stringify({ id: randomUUID(), ...(await identifyProcess()) });
  const mark = markOf(own);
  const draft = `${path}.${mark}.tmp`;
  await writeNewFile(draft, own, 0o600);
  try {
    for (;;) {
      if (await put(draft, path, own)) break;
      const last = (await lineOf(path)).at(-1);
      if (last === undefined) continue;
      if (!(await isLeftBehind(last))) {
        throw new FileLockedError(path, last.holder, { code: lockedCode, doing });
      }
      const place = successorOf(path, last);
      if (!(await put(draft, place, own))) continue;
      // The line may have ended while this one joined it: its last one has the lock by now, or gave it back.
      const line = await lineOf(path);
      if (line.at(-1)?.mark !== mark) {
        await rm(place, { force: true });
        continue;
      }
      await rename(place, path);
      for (const one of line.slice(1, -1)) await rm(one.path, { force: true });
      break;
    }
  } finally {
    await rm(draft, { force: true });
  }
  return held(path, own, lostCode);
}

function held(path: string, own: string, lostCode: string): FileLock {
  const isOurs = async (): Promise<boolean> =>
    (await readFile(path, "utf8").catch(ignoreMissing)) === own;
  const touch = async (): Promise<void> => {
    const now = new Date();
    if (await isOurs()) await utimes(path, now, now);
  };
  // Whoever cannot touch it finds that out when it checks.
  const timer = setInterval(() => void touch().catch(() => undefined), TOUCH_MS).unref();
  return {
    check: async () => {
      if (!(await isOurs())) throw lockLost(path, lostCode);
    },
    release: async () => {
      clearInterval(timer);
      if (await isOurs()) await rm(path, { force: true });
    },
  };
}

const NO_LINKS = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

/** @returns whether the name was free and is ours now. */
async function put(draft: string, name: string, text: string): Promise<boolean> {
  try {
    // Linked: it is there with its content or not at all.
    await link(draft, name).catch(async (error: unknown) => {
      if (!NO_LINKS.has(errorCode(error) ?? "")) throw error;
      await writeNewFile(name, text, 0o600);
    });
    return true;
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
    return false;
  }
}
