import { createColors } from "picocolors";
import { fileURLToPath } from "node:url";
import type { Home } from "../files/home.js";

/** Colours of a terminal, or none. */
export type Colors = ReturnType<typeof createColors>;

/** Somewhere to write to. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** What every command works with. */
export interface Context {
  readonly home: Home;
  readonly env: NodeJS.ProcessEnv;
  readonly input: NodeJS.ReadStream;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly colors: Colors;
  /** Told to leave: Ctrl-C or SIGTERM. */
  readonly leave: AbortSignal;
  /** Told again. */
  readonly hurry: AbortSignal;
}

/** Colours where they are seen and wanted. */
export function colorsFor(output: Output, env: NodeJS.ProcessEnv): Colors {
  const wanted = output.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
  return createColors(wanted);
}

/** The file that runs: the daemon is started from it, too. */
export const script: string = fileURLToPath(import.meta.url);

/** Writes a line for people. */
export function say(context: Context, line: string): void {
  context.stdout.write(`${line}\n`);
}

/** Writes one JSON value for scripts. */
export function sayJson(context: Context, value: unknown): void {
  context.stdout.write(`${JSON.stringify(value)}\n`);
}
