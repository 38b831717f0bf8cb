import { mkdir, readdir, readFile, stat, symlink, writeFile, lstat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readEnvFile, writeEnvFile } from "../src/files/env-file.js";
import { Home } from "../src/files/home.js";
import { lockRoom } from "../src/files/room-lock.js";
import { parseRoomState, positionOf } from "../src/files/room-state.js";
import { RotatingLog } from "../src/files/rotating-log.js";
import { StateFile } from "../src/files/state-file.js";
import { temporaryFolder } from "./support/skill.js";

describe("a .env file", () => {
  it("keeps every other line, sets a value once, and is readable by its owner only", async () => {
    const path = join(await temporaryFolder(), ".env");
    const before = "# a comment\nexport A=1\n\nB = two # why\nA=again\nC='three four'\n";
    await writeFile(path, before, { mode: 0o644 });
    await writeEnvFile(path, { A: "new", D: "with space" });
    expect(await readFile(path, "utf8")).toBe(
      "# a comment\nA=new\n\nB = two # why\nC='three four'\nD=\"with space\"\n",
    );
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readEnvFile(path)).toEqual({
      A: "new",
      B: "two",
      C: "three four",
      D: "with space",
    });
  });

  it("is made where there is none, keeps its line ends, and stays a link", async () => {
    const folder = await temporaryFolder();
    await writeEnvFile(join(folder, "fresh"), { TOKEN: "gat_1" });
    expect(await readFile(join(folder, "fresh"), "utf8")).toBe("TOKEN=gat_1\n");
    await writeFile(join(folder, "windows"), "A=1\r\nB=2\r\n");
    await writeEnvFile(join(folder, "windows"), { B: "3" });
    expect(await readFile(join(folder, "windows"), "utf8")).toBe("A=1\r\nB=3\r\n");
    await symlink(join(folder, "fresh"), join(folder, "link"));
    await writeEnvFile(join(folder, "link"), { TOKEN: "gat_2" });
    expect((await lstat(join(folder, "link"))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, "fresh"), "utf8")).toBe("TOKEN=gat_2\n");
    expect(await readEnvFile(join(folder, "none"))).toEqual({});
    await expect(writeEnvFile(join(folder, "fresh"), { A: "two\nlines" })).rejects.toThrow(
      /A cannot/u,
    );
  });
});

describe("a state file", () => {
  it("of v0.1 keeps its cursor only", () => {
    const text = JSON.stringify({
      cursor: "2026-04-26T15:30:00.000000Z",
      cron_job_id: "c1",
      name: "n",
    });
    expect(parseRoomState(text, "f")).toEqual({ cursor: "2026-04-26T15:30:00.000000Z" });
  });

  it("of upstream's v0.2 is read as it is", () => {
    const state = {
      cursor: "2026-04-26T15:30:00.000000Z",
      pid: 12345,
      started_at: "2026-04-26T15:29:58.123456+00:00",
    };
    expect(parseRoomState(JSON.stringify(state), "f")).toEqual(state);
    expect(positionOf(state)).toBe(state.cursor);
  });

  it("goes on from the exact position, unless the cursor was set by hand", () => {
    const position = "2026-04-26T15:30:00Z|a,b|";
    expect(positionOf({ cursor: "2026-04-26T15:30:00Z", position })).toBe(position);
    expect(positionOf({ cursor: "2026-04-26T15:00:00Z", position })).toBe("2026-04-26T15:00:00Z");
    expect(positionOf({ position })).toBeUndefined();
  });

  it.each(["", "{", "[]", "null", '{"cursor":"yesterday"}'])(
    "is not overwritten when it is damaged: %j",
    async (text) => {
      const path = join(await temporaryFolder(), "state.json");
      await writeFile(path, text);
      await expect(StateFile.open(path)).rejects.toMatchObject({ exitCode: 1 });
      expect(await readFile(path, "utf8")).toBe(text);
    },
  );

  it("leaves out of a strange one what cannot be meant", () => {
    const odd = {
      pid: -1,
      started_at: 5,
      process: "",
      report: { answered: 1 },
      x: 1,
    };
    expect(parseRoomState(JSON.stringify(odd), "f")).toEqual({ report: { answered: 1 } });
  });

  it("is written as a whole, one change after the other", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "state.json");
    const file = await StateFile.open(path);
    expect(file.exists).toBe(false);
    const counts = Array.from({ length: 20 }, () =>
      file.update(({ report }) => ({ report: { answered: (report?.answered ?? 0) + 1 } })),
    );
    await Promise.all([...counts, file.update({ pid: 77 }), file.update({ pid: undefined })]);
    const read = await StateFile.open(path);
    expect(read.state).toEqual({ report: { answered: 20 } });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["state.json"]);
    await read.remove();
    expect(await readdir(folder)).toEqual([]);
  });

  it("tells of a write that failed, and goes on with the next", async () => {
    const folder = await temporaryFolder();
    const file = await StateFile.open(join(folder, "later", "state.json"));
    await expect(file.update({ cursor: "2026-04-26T15:30:00Z" })).rejects.toThrow("ENOENT");
    await mkdir(join(folder, "later"));
    await file.update({ pid: 77 });
    expect((await StateFile.open(file.path)).state).toEqual({ pid: 77 });
  });
});

describe("the lock of a room", () => {
  it("is held by one process, which is named, and free again after it", async () => {
    const home = new Home(await temporaryFolder());
    const lock = await lockRoom(home, "g1");
    await expect(lockRoom(home, "g1")).rejects.toMatchObject({
      exitCode: 3,
      message: `A daemon for g1 runs already (pid ${process.pid}).`,
    });
    await (await lockRoom(home, "g2")).release();
    await lock.release();
    await (await lockRoom(home, "g1")).release();
    expect(await readdir(home.folder)).toEqual([]);
  });
});

describe("a log", () => {
  it("is rotated, and keeps what it should", async () => {
    const folder = await temporaryFolder();
    const log = new RotatingLog(join(folder, "logs", "a.log"), { maxBytes: 40, keep: 2 });
    for (let line = 0; line < 12; line++) log.write(`line ${line} ........`);
    log.close();
    const names = (await readdir(join(folder, "logs"))).toSorted();
    expect(names).toEqual(["a.log", "a.log.1", "a.log.2"]);
    const texts = await Promise.all(
      names.toReversed().map((name) => readFile(join(folder, "logs", name), "utf8")),
    );
    expect(texts.join("")).toMatch(/^line 6 .*line 11 \.+\n$/su);
    expect(texts.every((text) => text.length <= 40)).toBe(true);
    const again = new RotatingLog(join(folder, "logs", "a.log"), { maxBytes: 4000 });
    again.write("more");
    again.close();
    expect(await readFile(join(folder, "logs", "a.log"), "utf8")).toMatch(/line 11 \.+\nmore\n$/u);
  });
});
