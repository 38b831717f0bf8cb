import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { readPage } from "../../../docs-check/markdown.js";
import { root } from "../../../lib/packages.js";
import type { Project } from "./project.js";

/** A README's example at work. */
export interface Running {
  /** Resolves with what was printed as soon as it matches; rejects when the program ends without. */
  prints(text: RegExp): Promise<string>;
  /** The port that stands for one that the example listens on. */
  port(asked: number): Promise<number>;
  /** Resolves once the program has ended: its exit code and all of its output. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
  kill(signal: NodeJS.Signals): void;
}

const children = new Set<ChildProcess>();

/** Ends what a test that failed has left running. */
export function endAll(): void {
  for (const child of children) child.kill("SIGKILL");
}

/** The TypeScript blocks of a page. */
export function examplesOf(page: string): readonly string[] {
  const { blocks } = readPage(page, readFileSync(join(root, page), "utf8"));
  return blocks.filter(({ lang }) => lang === "ts").map(({ code }) => code);
}

interface RunOptions {
  /** Which servers of the test stand for which addresses: `host:port` to port. */
  readonly detour?: Readonly<Record<string, number>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly extension?: "mjs" | "cjs";
}

/** Runs an example as it stands in a user's project. */
export function runExample(
  project: Project,
  name: string,
  code: string,
  { detour = {}, env = {}, extension = "mjs" }: RunOptions = {},
): Running {
  const module = extension === "cjs" ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext;
  const compilerOptions = { module, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(code, { compilerOptions });
  const file = project.write(`${name}.${extension}`, outputText);
  const preload = pathToFileURL(join(import.meta.dirname, "detour.mjs")).href;
  const child = spawn(process.execPath, ["--import", preload, file], {
    cwd: project.folder,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: project.folder,
      DETOUR: JSON.stringify(detour),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  children.add(child);
  child.once("close", () => children.delete(child));
  return follow(name, child);
}

function follow(name: string, child: ChildProcess): Running {
  const ports = new Map<number, number>();
  const watchers = new Set<() => void>();
  let output = "";
  let over = false;
  const changed = (): void => {
    for (const watcher of watchers) watcher();
  };
  const print = (chunk: Buffer): void => {
    output += chunk.toString("utf8");
    changed();
  };
  child.stdout?.on("data", print);
  child.stderr?.on("data", print);
  child.on("message", (message) => {
    const { asked, address } = message as { asked: number; address: AddressInfo };
    ports.set(asked, address.port);
    changed();
  });
  const ended = new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      over = true;
      changed();
      resolve({ code, output });
    });
  });
  const until = <T>(what: string, look: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const watcher = (): void => {
        const found = look();
        if (found === undefined && !over) return;
        watchers.delete(watcher);
        if (found !== undefined) resolve(found);
        else reject(new Error(`${name} has ended before ${what}:\n${output}`));
      };
      watchers.add(watcher);
      watcher();
    });
  return {
    prints: (text) =>
      until(`printing ${String(text)}`, () => (text.test(output) ? output : undefined)),
    port: (asked) => until(`listening on ${asked}`, () => ports.get(asked)),
    ended,
    kill: (signal) => void child.kill(signal),
  };
}
