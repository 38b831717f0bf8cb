import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Sample } from "../workloads/sample.js";
import type { Task } from "../workloads/task.js";

const CHILD = fileURLToPath(new URL("../child.js", import.meta.url));
const WITH_GC: ReadonlySet<Task["workload"]> = new Set(["memory", "channel-idle"]);
const LIMIT_MS = 120_000;

/** Runs a task in a process of its own. */
export async function measureInChild(task: Task): Promise<Sample> {
  const flags = WITH_GC.has(task.workload) ? ["--expose-gc"] : [];
  const child = spawn(process.execPath, ["--no-warnings", ...flags, CHILD, JSON.stringify(task)], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: LIMIT_MS,
  });
  let out = "";
  let complaints = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0)
    throw new Error(`${JSON.stringify(task)} failed (${String(code)}):\n${complaints}`);
  return JSON.parse(out) as Sample;
}
