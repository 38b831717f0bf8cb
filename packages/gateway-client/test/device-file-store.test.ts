import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDevice } from "../src/device/index.js";
import { defaultDevicePath, fileDeviceStore } from "../src/node.js";
import { recordingLogger } from "./support/recording-logger.js";

let folder: string;
let path: string;
const posix = process.platform !== "win32";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hawser-device-"));
  path = join(folder, "config", "hawser", "device.json");
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777;

describe("the file", () => {
  it("is made at first use, for its owner only, and found again", async () => {
    expect(await fileDeviceStore(path).load()).toBeUndefined();
    const device = await openDevice(fileDeviceStore(path));
    expect((await openDevice(fileDeviceStore(path))).id).toBe(device.id);
    expect(await readdir(join(path, ".."))).toEqual(["device.json"]);
    if (posix) {
      expect(await modeOf(path)).toBe(0o600);
      expect(await modeOf(join(folder, "config"))).toBe(0o700);
      expect(await modeOf(join(folder, "config", "hawser"))).toBe(0o700);
    }
  });

  it("keeps tokens across openings", async () => {
    const device = await openDevice(fileDeviceStore(path));
    await device.saveToken("ws://gw", "operator", { token: "dt", scopes: ["x"], issuedAtMs: 3 });
    const again = await openDevice(fileDeviceStore(path));
    expect(await again.token("ws://gw", "operator")).toMatchObject({ token: "dt", issuedAtMs: 3 });
    await again.clearToken("ws://gw", "operator");
    expect(await device.token("ws://gw", "operator")).toBeUndefined();
    expect(await readdir(join(path, ".."))).toEqual(["device.json"]);
  });

  it("has the rights of others taken away, with a warning", async () => {
    if (!posix) return;
    await openDevice(fileDeviceStore(path));
    await chmod(path, 0o644);
    const { logger, lines } = recordingLogger();
    await openDevice(fileDeviceStore(path), { logger });
    expect(await modeOf(path)).toBe(0o600);
    expect(lines).toEqual([
      expect.objectContaining({ level: "warn", fields: { path, mode: "0644" } }),
    ]);
  });

  it("stays behind the symbolic link that someone put there", async () => {
    const target = join(folder, "elsewhere.json");
    await openDevice(fileDeviceStore(target));
    await mkdir(join(path, ".."), { recursive: true });
    await symlink(target, path);
    const device = await openDevice(fileDeviceStore(path));
    await device.saveToken("ws://gw", "operator", { token: "dt", scopes: [] });
    expect(await readFile(target, "utf8")).toContain("dt");
    expect((await openDevice(fileDeviceStore(target))).id).toBe(device.id);
  });
});

describe("a damaged file", () => {
  it.each([
    ["empty", ""],
    ["cut short", '{"version":1,"id":"ab'],
    ["something else", '{"name":"not-a-device"}'],
  ])("%s: a clear error names it, and it is left as it is", async (_, text) => {
    const store = fileDeviceStore(path);
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, text, { mode: 0o600 });
    const refusal = expect.objectContaining({
      name: "HawserError",
      code: "DEVICE_STORE_CORRUPT",
      retryable: false,
      message: expect.stringContaining(path) as string,
      hint: expect.stringMatching(/left as it is.*(move it away|Update)/) as string,
    }) as Error;
    await expect(openDevice(store)).rejects.toEqual(refusal);
    await expect(store.update((current) => current as never)).rejects.toEqual(refusal);
    expect(await readFile(path, "utf8")).toBe(text);
    expect(await readdir(join(path, ".."))).toEqual(["device.json"]);
  });

  it("from a newer release says so", async () => {
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, '{"version":99}');
    await expect(openDevice(fileDeviceStore(path))).rejects.toMatchObject({
      code: "DEVICE_STORE_CORRUPT",
      hint: expect.stringContaining("newer release") as string,
    });
  });

  it.each([
    ["a folder stands in its place", async () => mkdir(path, { recursive: true })],
    ["a file stands in its folder's place", async () => writeFile(join(folder, "config"), "")],
  ])("%s: the error names the path and the cause", async (_, arrange) => {
    await arrange();
    await expect(openDevice(fileDeviceStore(path))).rejects.toMatchObject({
      name: "HawserError",
      code: "DEVICE_STORE_FAILED",
      message: expect.stringContaining(path) as string,
      cause: expect.objectContaining({ code: expect.stringMatching(/^E/) as string }) as unknown,
    });
  });
});

describe("several writers", () => {
  it("in one process lose nothing of each other", async () => {
    const devices = await Promise.all(
      Array.from({ length: 12 }, () => openDevice(fileDeviceStore(path))),
    );
    expect(new Set(devices.map((d) => d.id)).size).toBe(1);
    await Promise.all(
      devices.map((d, i) => d.saveToken(`ws://gw${i}`, "operator", { token: `t${i}`, scopes: [] })),
    );
    const stored = await fileDeviceStore(path).load();
    expect(stored?.tokens.map((t) => t.gateway).toSorted()).toEqual(
      devices.map((_, i) => `ws://gw${i}`).toSorted(),
    );
    expect(await readdir(join(path, ".."))).toEqual(["device.json"]);
  });

  it("in several processes end with the same identity and all their tokens", async () => {
    const processes = ["a", "b", "c"].map((name) => startProcess(path, name));
    const lines = processes.map((p) => createInterface(p.stdout)[Symbol.asyncIterator]());
    const next = (): Promise<unknown[]> =>
      Promise.all(lines.map(async (l) => (await l.next()).value));
    expect(await next()).toEqual(["up", "up", "up"]);
    const exits = processes.map((p) => once(p, "exit"));
    for (const child of processes) child.stdin.write("go\n");
    const ids = await next();
    expect((await Promise.all(exits)).map(([code]) => code as unknown)).toEqual([0, 0, 0]);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f]{64}$/);
    const stored = await fileDeviceStore(path).load();
    expect(stored?.id).toBe(ids[0]);
    expect(stored?.tokens.map((t) => t.gateway).toSorted()).toEqual(["ws://a", "ws://b", "ws://c"]);
  }, 30_000);

  it("are not held up by the lock of a process that died", async () => {
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(`${path}.lock`, "");
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(`${path}.lock`, longAgo, longAgo);
    const devices = await Promise.all(
      Array.from({ length: 6 }, () => openDevice(fileDeviceStore(path))),
    );
    expect(new Set(devices.map((d) => d.id)).size).toBe(1);
    expect(await readdir(join(path, ".."))).toEqual(["device.json"]);
  });
});

describe("the default path", () => {
  it.each<[string, NodeJS.Platform, Record<string, string>, string]>([
    ["XDG_CONFIG_HOME", "linux", { XDG_CONFIG_HOME: "/xdg" }, "/xdg/hawser/device.json"],
    [
      "a relative XDG_CONFIG_HOME",
      "linux",
      { XDG_CONFIG_HOME: "x" },
      "/home/u/.config/hawser/device.json",
    ],
    ["nothing set", "darwin", {}, "/home/u/.config/hawser/device.json"],
    [
      "APPDATA on Windows",
      "win32",
      { APPDATA: "/app", XDG_CONFIG_HOME: "/xdg" },
      "/app/hawser/device.json",
    ],
    ["APPDATA elsewhere", "linux", { APPDATA: "/app" }, "/home/u/.config/hawser/device.json"],
  ])("with %s", (_, platform, env, expected) => {
    expect(defaultDevicePath(env, platform, () => "/home/u")).toBe(expected);
  });

  it("is what the store uses", () => {
    expect(fileDeviceStore().path).toBe(defaultDevicePath());
    expect(defaultDevicePath({}).startsWith(homedir())).toBe(true);
  });
});

function startProcess(...args: string[]): ChildProcessWithoutNullStreams {
  const script = fileURLToPath(new URL("./support/open-device-process.ts", import.meta.url));
  const flags = ["--conditions=@hawser/source", "--import", "tsx"];
  return spawn(process.execPath, [...flags, script, ...args], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    stdio: ["pipe", "pipe", "inherit"],
  }) as unknown as ChildProcessWithoutNullStreams;
}
