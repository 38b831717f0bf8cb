import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ValidationError } from "@hawser/core";
import { ignoreMissing, lockFile, writeFileAtomically, type FileLock } from "@hawser/core/node";
import { checkUuid } from "../../checks.js";
import { parsePosition } from "../position.js";
import type { CursorStore } from "../store.js";
import { corrupt, failed } from "./errors.js";

const LOCK_WORDS = {
  lockedCode: "CURSOR_LOCKED",
  lostCode: "CURSOR_LOCK_LOST",
  doing: "is streaming this grupr",
};

/** How a {@link FileCursorStore} names its files. */
export interface FileCursorStoreOptions {
  /** Folder of the files; made (mode 0700) when it is not there. */
  readonly directory: string;
  /** Name of a grupr's file in it. Default `<grupr id>.json`. */
  readonly fileName?: (gruprId: string) => string;
}

/**
 * Keeps cursors in files, one JSON object a grupr: `{ "cursor": "…" }`, mode 0600. Other fields of the
 * object are left as they are. Writes are atomic. While a room is streamed, `<file>.lock` keeps other
 * processes from moving the same cursor; that of a process that is gone is taken over.
 *
 * Its methods reject with HawserError `CURSOR_CORRUPT` (the file is something else or damaged; it is
 * left as it is: to begin at the newest instead would skip messages), `CURSOR_LOCKED` (another process,
 * or another stream of this one, has it), `CURSOR_LOCK_LOST`, `CURSOR_STORE_FAILED` (the file system
 * says no). Each names the file.
 */
export class FileCursorStore implements CursorStore {
  readonly #options: FileCursorStoreOptions;
  readonly #locks = new Map<string, FileLock>();

  /** @param options - or just the folder. */
  constructor(options: FileCursorStoreOptions | string) {
    this.#options = typeof options === "string" ? { directory: options } : options;
    if (typeof this.#options.directory !== "string" || this.#options.directory === "") {
      throw new ValidationError("directory is missing", {
        path: "directory",
        expected: "the folder for the cursor files",
      });
    }
  }

  /** Where a grupr's cursor is. */
  pathOf(gruprId: string): string {
    checkUuid(gruprId, "gruprId");
    const { directory, fileName } = this.#options;
    return join(directory, fileName?.(gruprId) ?? `${gruprId.toLowerCase()}.json`);
  }

  async load(gruprId: string): Promise<string | undefined> {
    const path = this.pathOf(gruprId);
    const { cursor } = await readState(path);
    if (cursor === undefined || cursor === null) return undefined;
    if (typeof cursor !== "string" || !isCursor(cursor)) {
      throw corrupt(path, "holds a cursor that is none");
    }
    return cursor;
  }

  async save(gruprId: string, cursor: string): Promise<void> {
    const path = this.pathOf(gruprId);
    try {
      await this.#locks.get(path)?.check();
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const state = await readState(path);
      await writeFileAtomically(path, `${JSON.stringify({ ...state, cursor }, undefined, 2)}\n`);
    } catch (error) {
      throw failed(path, "written", error);
    }
  }

  async lock(gruprId: string): Promise<() => Promise<void>> {
    const path = this.pathOf(gruprId);
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const lock = await lockFile(`${path}.lock`, LOCK_WORDS);
      this.#locks.set(path, lock);
      return async () => {
        this.#locks.delete(path);
        await lock.release();
      };
    } catch (error) {
      throw failed(path, "locked", error);
    }
  }
}

async function readState(path: string): Promise<Record<string, unknown>> {
  let text: string | undefined;
  try {
    text = await readFile(path, "utf8").catch(ignoreMissing);
  } catch (error) {
    throw failed(path, "read", error);
  }
  if (text === undefined) return {};
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    throw corrupt(path, text.trim() === "" ? "is empty" : "is not JSON");
  }
  if (typeof state !== "object" || state === null || Array.isArray(state)) {
    throw corrupt(path, "is not a JSON object");
  }
  return state as Record<string, unknown>;
}

function isCursor(cursor: string): boolean {
  try {
    parsePosition(cursor);
    return true;
  } catch {
    return false;
  }
}
