import { randomUUID } from "node:crypto";
import { chmod, mkdir, open, readFile, realpath, rename, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { HawserError, type Logger } from "@hawser/core";
import { corrupt, deviceError } from "../errors.js";
import type { DeviceChange, DeviceStore } from "../store.js";
import { parseDevice, serializeDevice, type StoredDevice } from "../stored-device.js";
import { defaultDevicePath } from "./file-path.js";
import { codeOf, ignoreMissing, withFileLock } from "./file-lock.js";

/** A {@link DeviceStore} that says where it writes. */
export interface FileDeviceStore extends DeviceStore {
  readonly path: string;
  update(change: DeviceChange): Promise<StoredDevice>;
}

/**
 * Keeps the identity in one JSON file that only its owner can read (mode 0600, new folders 0700; a file with wider
 * rights is tightened when it is read). Writes are atomic, and processes that share the file take turns.
 *
 * The file's default place is `$XDG_CONFIG_HOME/hawser/device.json`, else `~/.config/hawser/device.json`, on Windows
 * `%APPDATA%\hawser\device.json`. One file serves any number of gateways. It is read at each use, nothing is cached.
 *
 * Its methods reject with HawserError `DEVICE_STORE_CORRUPT` (the file is something else or damaged; it is left as it
 * is) and `DEVICE_STORE_FAILED` (it cannot be read or written), both naming the file.
 */
export function fileDeviceStore(path: string = defaultDevicePath()): FileDeviceStore {
  return new FileStore(path);
}

class FileStore implements FileDeviceStore {
  readonly path: string;
  #logger: Logger | undefined;

  constructor(path: string) {
    this.path = path;
  }

  useLogger(logger: Logger): void {
    this.#logger = logger;
  }

  async load(): Promise<StoredDevice | undefined> {
    return this.#guard("read", () => this.#read());
  }

  async save(device: StoredDevice): Promise<void> {
    await this.update(() => device);
  }

  async update(change: DeviceChange): Promise<StoredDevice> {
    return this.#guard("write", async () => {
      await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
      return withFileLock(this.path, async () => {
        const current = await this.#read();
        const next = change(current);
        if (next !== current) await this.#write(serializeDevice(next));
        return next;
      });
    });
  }

  async #read(): Promise<StoredDevice | undefined> {
    const text = await readFile(this.path, "utf8").catch(ignoreMissing);
    if (text === undefined) return undefined;
    await this.#tighten();
    try {
      return parseDevice(text);
    } catch (error) {
      throw inFile(this.path, error);
    }
  }

  async #write(text: string): Promise<void> {
    // Someone who keeps the file elsewhere behind a symbolic link wants the link to stay.
    const target = (await realpath(this.path).catch(ignoreMissing)) ?? this.path;
    const draft = `${target}.${randomUUID()}.tmp`;
    try {
      const file = await open(draft, "wx", 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, target);
    } catch (error) {
      await unlink(draft).catch(() => undefined);
      throw error;
    }
  }

  async #tighten(): Promise<void> {
    if (process.platform === "win32") return;
    const { mode } = await stat(this.path);
    if ((mode & 0o077) === 0) return;
    try {
      await chmod(this.path, 0o600);
      this.#logger?.warn("others could read the device identity file; its mode is now 0600", {
        path: this.path,
        mode: (mode & 0o777).toString(8).padStart(4, "0"),
      });
    } catch (cause) {
      this.#logger?.warn(
        "others can read the device identity file, and its mode cannot be changed",
        {
          path: this.path,
          reason: codeOf(cause),
        },
      );
    }
  }

  async #guard<T>(what: "read" | "write", work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof HawserError) throw cause;
      const code = codeOf(cause);
      throw deviceError(
        "DEVICE_STORE_FAILED",
        `Cannot ${what} the device identity file ${this.path}${code === undefined ? "" : ` (${code})`}.`,
        {
          cause,
          hint: "Give the process access to it, or pass another path to fileDeviceStore().",
        },
      );
    }
  }
}

function inFile(path: string, error: unknown): unknown {
  if (!(error instanceof HawserError) || error.code !== "DEVICE_STORE_CORRUPT") return error;
  const what = error.message.replace(/^[^:]*: /, "").replace(/\.$/, "");
  return corrupt(`${path}: ${what}`, `The file was left as it is. ${error.hint ?? ""}`.trimEnd());
}
