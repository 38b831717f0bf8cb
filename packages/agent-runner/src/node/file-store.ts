import { mkdir, open, readFile, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { HawserError, ValidationError } from "@hawser/core";
import {
  errorCode,
  ignoreMissing,
  lockFile,
  writeFileAtomically,
  type FileLock,
} from "@hawser/core/node";
import type { RunnerStore, StoredValue } from "../store/store.js";

const LOCK_WORDS = {
  lockedCode: "STORE_LOCKED",
  lostCode: "STORE_LOCK_LOST",
  doing: "uses this store",
};
const HEADER = { hawser: "agent-runner", version: 1 } as const;
/** A file is rewritten when so many of its lines, and more than half, say nothing any more. */
const STALE_LINES = 1000;

interface Pending {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Remembers in a file, one JSON object a line (mode 0600; it holds replies). What is added is on the disk
 * when it counts; a line that a crash cut off is left out. `<file>.lock` keeps other processes away.
 *
 * Its methods reject with HawserError `STORE_LOCKED` (another runner has it), `STORE_LOCK_LOST` (another
 * one has taken it), `STORE_CORRUPT` (the file is something else, and is left as it is), `STORE_FAILED`
 * (the file system says no).
 *
 * @param path - the file; its folder is made (mode 0700) when it is not there.
 */
export function fileStore(path: string): RunnerStore {
  if (typeof path !== "string" || path === "") {
    throw new ValidationError("path is missing", { path: "path", expected: "the store's file" });
  }
  return new FileStore(path);
}

class FileStore implements RunnerStore {
  readonly #path: string;
  readonly #values = new Map<string, StoredValue>();
  #lines = 0;
  #file: FileHandle | undefined;
  #lock: FileLock | undefined;
  #pending: Pending[] = [];
  #writing: Promise<void> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async load(): Promise<Iterable<readonly [string, StoredValue]>> {
    const path = this.#path;
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      this.#lock = await lockFile(`${path}.lock`, LOCK_WORDS);
      this.#read(await readFile(path, "utf8").catch(ignoreMissing));
      await this.#rewrite();
    } catch (error) {
      await this.close();
      throw failed(path, error);
    }
    return [...this.#values];
  }

  put(key: string, value: StoredValue | undefined): Promise<void> {
    this.#values.delete(key);
    if (value !== undefined) this.#values.set(key, value);
    return new Promise((resolve, reject) => {
      this.#pending.push({ line: lineOf(key, value), resolve, reject });
      this.#writing ??= this.#write();
    });
  }

  async close(): Promise<void> {
    await this.#writing;
    const [file, lock] = [this.#file, this.#lock];
    this.#file = undefined;
    this.#lock = undefined;
    await file?.close();
    await lock?.release();
  }

  /** What came meanwhile shares the next write. */
  async #write(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending.splice(0);
      try {
        await this.#lock?.check();
        await this.#append(batch.map(({ line }) => line).join(""));
        this.#lines += batch.length;
        if (this.#lines > STALE_LINES + this.#values.size * 2) await this.#rewrite();
        for (const { resolve } of batch) resolve();
      } catch (error) {
        // Nobody knows how much of it is there: a file made anew is whole.
        this.#lines = Infinity;
        for (const { reject } of batch) reject(failed(this.#path, error));
      }
    }
    this.#writing = undefined;
  }

  async #append(text: string): Promise<void> {
    if (this.#file === undefined || this.#lines === Infinity) return this.#rewrite();
    await this.#file.writeFile(text);
    await this.#file.datasync();
  }

  async #rewrite(): Promise<void> {
    if (this.#lock === undefined) throw new Error("The store is not open");
    const lines = [...this.#values].map(([key, value]) => lineOf(key, value));
    await writeFileAtomically(this.#path, `${JSON.stringify(HEADER)}\n${lines.join("")}`);
    await this.#file?.close();
    this.#file = await open(this.#path, "a", 0o600);
    this.#lines = lines.length;
  }

  #read(text: string | undefined): void {
    this.#values.clear();
    if (text === undefined) return;
    const [header = "", ...lines] = text.split("\n");
    if (parse(header)?.["hawser"] !== HEADER.hawser) throw corrupt(this.#path, 1);
    // What follows the last line break was cut off by a crash, and was never promised.
    for (const [index, line] of lines.slice(0, -1).entries()) {
      const { k: key, v: value } = parse(line) ?? {};
      if (typeof key !== "string") throw corrupt(this.#path, index + 2);
      this.#values.delete(key);
      if (value !== undefined) this.#values.set(key, value as StoredValue);
    }
  }
}

function lineOf(key: string, value: StoredValue | undefined): string {
  return `${JSON.stringify({ k: key, v: value })}\n`;
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

function corrupt(path: string, line: number): HawserError {
  return new HawserError(`The store ${path} cannot be read from line ${line} on`, {
    code: "STORE_CORRUPT",
    hint: "It was left as it is. Repair it, or move it away to begin anew.",
  });
}

function failed(path: string, cause: unknown): unknown {
  if (cause instanceof HawserError) return cause;
  const code = errorCode(cause);
  const why = code === undefined ? "" : ` (${code})`;
  return new HawserError(`The store ${path} could not be used${why}`, {
    code: "STORE_FAILED",
    hint: "Check the folder's permissions and free space.",
    cause,
  });
}
