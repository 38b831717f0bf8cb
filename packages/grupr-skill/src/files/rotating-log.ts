import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** How big a log gets, and how many older ones are kept. */
export interface RotationOptions {
  /** Bytes. Default 1 MiB. */
  readonly maxBytes?: number;
  /** Older files: `<path>.1` is the latest of them. Default 3. */
  readonly keep?: number;
}

/**
 * A log file that does not grow without end. Lines are written at once, so that the last one before a
 * crash is there.
 */
export class RotatingLog {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #keep: number;
  #file: number | undefined;
  #size = 0;

  constructor(path: string, options: RotationOptions = {}) {
    this.#path = path;
    this.#maxBytes = options.maxBytes ?? 1024 * 1024;
    this.#keep = options.keep ?? 3;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  }

  /** Appends a line. A full disk loses the line and not the daemon. */
  write(line: string): void {
    const bytes = Buffer.from(`${line}\n`, "utf8");
    try {
      const file = this.#open();
      if (this.#size > 0 && this.#size + bytes.length > this.#maxBytes) this.#rotate();
      writeSync(this.#file ?? file, bytes);
      this.#size += bytes.length;
    } catch {
      this.close();
    }
  }

  close(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) closeSync(file);
  }

  #open(): number {
    if (this.#file !== undefined) return this.#file;
    this.#file = openSync(this.#path, "a", 0o600);
    this.#size = fstatSync(this.#file).size;
    return this.#file;
  }

  #rotate(): void {
    this.close();
    rmSync(`${this.#path}.${this.#keep}`, { force: true });
    for (let n = this.#keep - 1; n >= 0; n--) {
      const from = n === 0 ? this.#path : `${this.#path}.${n}`;
      try {
        renameSync(from, `${this.#path}.${n + 1}`);
      } catch {
        // There were not that many yet.
      }
    }
    this.#open();
  }
}
