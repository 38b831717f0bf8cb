import { spawn, type ChildProcess, type ChildProcessByStdio } from "node:child_process";
import type { Readable } from "node:stream";
import { HawserError, TimeoutError } from "@hawser/core";
import { endTree, leadsGroup } from "./process-tree.js";

/** A command to run. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly signal: AbortSignal;
}

/** What a command left behind. */
export interface CommandResult {
  /** null: ended by a signal. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Exit = Pick<CommandResult, "code" | "signal">;

/** What is still to be read once the command has ended: somebody it has started may keep its pipes. */
const LATE_OUTPUT_MS = 1000;

/**
 * Runs a command to its end. Cut short, it is ended with everything that it has started.
 *
 * @throws HawserError `COMMAND_NOT_FOUND`, `COMMAND_FAILED`, `COMMAND_OUTPUT`; TimeoutError
 * `AGENT_TIMEOUT`; the signal's reason.
 */
export async function runCommand(command: Command): Promise<CommandResult> {
  const { signal, timeoutMs, maxOutputBytes } = command;
  signal.throwIfAborted();
  const child = launch(command);
  let cut: { readonly error: unknown; readonly ended: Promise<void> } | undefined;
  const end = (error: unknown): void => {
    cut ??= { error, ended: endTree(child) };
  };
  const onAbort = (): void => end(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const timer =
    timeoutMs === Infinity ? undefined : setTimeout(() => end(tooLong(timeoutMs)), timeoutMs);
  const tooMuch = (): void => end(outputTooLong(maxOutputBytes));
  const stdout = collect(child.stdout, maxOutputBytes, tooMuch);
  const stderr = collect(child.stderr, maxOutputBytes, tooMuch);
  try {
    const exit = await exitOf(child, command.command);
    if (cut === undefined) return { ...exit, stdout: stdout(), stderr: stderr() };
    await cut.ended;
    throw cut.error;
  } finally {
    signal.removeEventListener("abort", onAbort);
    clearTimeout(timer);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

function launch({
  command,
  args,
  cwd,
  env,
}: Command): ChildProcessByStdio<null, Readable, Readable> {
  try {
    return spawn(command, args, {
      cwd,
      env: { ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: leadsGroup,
      windowsHide: true,
    });
  } catch (error) {
    // Some failures are thrown (E2BIG), others come as an event.
    throw notStarted(command, error as NodeJS.ErrnoException);
  }
}

function exitOf(child: ChildProcess, command: string): Promise<Exit> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(notStarted(command, error)));
    child.once("close", (code, signal) => resolve({ code, signal }));
    child.once("exit", (code, signal) => {
      setTimeout(() => resolve({ code, signal }), LATE_OUTPUT_MS).unref();
    });
  });
}

function collect(stream: Readable, maxBytes: number, tooMuch: () => void): () => string {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  stream.on("data", (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes > maxBytes) tooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

function notStarted(command: string, cause: NodeJS.ErrnoException): HawserError {
  if (cause.code === "ENOENT") {
    return new HawserError(`${command} is not installed, or not on the PATH`, {
      code: "COMMAND_NOT_FOUND",
      hint: "Install it, put it on the PATH, or pass `command`.",
      cause,
    });
  }
  if (cause.code === "E2BIG") {
    return new HawserError(`The message is too long for this ${command}`, {
      code: "COMMAND_FAILED",
      hint: "A newer version takes longer ones, by file.",
      cause,
    });
  }
  return new HawserError(`${command} cannot be started (${cause.code ?? cause.message})`, {
    code: "AGENT_UNREACHABLE",
    retryable: true,
    cause,
  });
}

function tooLong(timeoutMs: number): TimeoutError {
  return new TimeoutError(`No reply within ${timeoutMs / 1000} s`, {
    timeoutMs,
    code: "AGENT_TIMEOUT",
    retryable: false,
  });
}

function outputTooLong(maxBytes: number): HawserError {
  return new HawserError(`The command printed more than ${maxBytes} bytes`, {
    code: "COMMAND_OUTPUT",
  });
}
