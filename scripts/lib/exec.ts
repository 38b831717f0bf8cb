import { spawn } from "node:child_process";
import { root } from "./packages.js";

export interface ExecOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** "capture" (default) keeps the output for the result, "inherit" shows it as it comes. */
  readonly output?: "capture" | "inherit";
}

export interface ExecResult {
  readonly code: number;
  /** What was written to stdout and stderr, in the order it came; "" when inherited. */
  readonly output: string;
}

/** Runs a command to its end. A command that cannot be started rejects. */
export function exec(
  command: string,
  args: readonly string[],
  options: ExecOptions = {},
): Promise<ExecResult> {
  const captured = options.output !== "inherit";
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: captured ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
    });
    const chunks: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const output = Buffer.concat(chunks).toString("utf8");
      resolve({ code: code ?? (signal === null ? 1 : 128), output });
    });
  });
}

/** "0.4 s", "1 min 12 s": a duration for people. */
export function formatDuration(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
