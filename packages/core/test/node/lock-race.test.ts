import { lockFile } from "@hawser/core/node";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../support/folder.js";

const program = fileURLToPath(new URL("../fixtures/locks-in-turn.ts", import.meta.url));
const KILLS = 12;

async function contender(path: string, journal: string): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ["--conditions=@hawser/source", "--import=tsx", program, path, journal],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child;
}

/** How often somebody has had the lock. */
async function turns(journal: string): Promise<number> {
  return (await readFile(journal, "utf8")).split("\n").filter((line) => line.startsWith("has"))
    .length;
}

test(
  "one of many processes has the lock at a time, though they are killed at any moment",
  { timeout: 120_000 },
  async () => {
    const folder = await temporaryFolder();
    const [path, journal] = [join(folder, "lock"), join(folder, "journal")];
    await writeFile(journal, "");
    const contenders = await Promise.all([1, 2, 3].map(() => contender(path, journal)));
    const killed = new Set<number>();
    for (let kill = 0; kill < KILLS; kill++) {
      const before = await turns(journal);
      const next = contender(path, journal);
      await expect.poll(() => turns(journal), { timeout: 20_000 }).toBeGreaterThan(before + 5);
      const victim = contenders.shift();
      const gone = once(victim as ChildProcess, "exit");
      victim?.kill("SIGKILL");
      killed.add(victim?.pid ?? 0);
      await gone;
      contenders.push(await next);
    }
    for (const one of contenders) {
      const gone = once(one, "exit");
      one.kill("SIGKILL");
      killed.add(one.pid ?? 0);
      await gone;
    }

    let holder: string | undefined;
    for (const line of (await readFile(journal, "utf8")).trimEnd().split("\n")) {
      const [what, pid] = line.split(" ");
      if (what === "gives") {
        expect(pid).toBe(holder);
        holder = undefined;
      } else {
        // Whoever is succeeded while it has the lock was killed.
        if (holder !== undefined) expect(killed).toContain(Number(holder));
        holder = pid;
      }
    }
    // Whatever they have left is no obstacle.
    const lock = await lockFile(path);
    await lock.release();
    expect((await readdir(folder)).filter((name) => name === "lock")).toEqual([]);
  },
);
