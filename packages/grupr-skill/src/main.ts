#!/usr/bin/env node
import { CommanderError } from "commander";
import { colorsFor } from "./cli/context.js";
import { ExitCode } from "./cli/exit-codes.js";
import { explain } from "./cli/failure.js";
import { createProgram } from "./cli/program.js";
import { findHome } from "./files/home.js";

const { env, stdin, stdout, stderr } = process;
const leave = new AbortController();
const hurry = new AbortController();

// The first signal lets what is going on end, the second does not.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (leave.signal.aborted) hurry.abort(new Error("interrupted"));
    else leave.abort(new Error("told to leave"));
  });
}
// The terminal may go away; whoever reads the output may as well.
process.on("SIGHUP", () => leave.abort(new Error("told to leave")));
for (const output of [stdout, stderr]) output.on("error", () => undefined);

const program = createProgram({
  stdout,
  stderr,
  context: (folder) => ({
    home: findHome(folder, env),
    env,
    input: stdin,
    stdout,
    stderr,
    colors: colorsFor(stdout, env),
    leave: leave.signal,
    hurry: hurry.signal,
  }),
});

try {
  await program.parseAsync(process.argv);
  process.exitCode = hurry.signal.aborted ? ExitCode.interrupted : ExitCode.ok;
} catch (error) {
  process.exitCode = codeOf(error);
}

function codeOf(error: unknown): number {
  // Commander has said what is wrong with the command line; asking for help is nothing wrong.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : ExitCode.notReady;
  if (leave.signal.aborted && error === leave.signal.reason) return ExitCode.ok;
  const { message, hint, exitCode } = explain(error);
  const { red } = colorsFor(stderr, env);
  stderr.write(`${red("grupr:")} ${message}\n${hint === undefined ? "" : `${hint}\n`}`);
  return exitCode;
}
