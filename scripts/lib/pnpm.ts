import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exec, type ExecOptions, type ExecResult } from "./exec.js";
import { root } from "./packages.js";

/** Runs the pnpm that runs us, or else the version that package.json names. */
export function pnpm(args: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
  const running = process.env.npm_execpath;
  if (running !== undefined && /pnpm\.c?js$/.test(running)) {
    return exec(process.execPath, [running, ...args], options);
  }
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly packageManager: string;
  };
  return exec("npx", ["-y", manifest.packageManager, ...args], options);
}
