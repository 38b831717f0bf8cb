import { spawn, type ChildProcess } from "node:child_process";
import { HawserError, TimeoutError } from "@hawser/core";

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
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How long a process may take to end once it is asked to, ms. */
const KILL_AFTER_MS = 5000;

/**
 * Runs a command to its end. It never outlives this call by more than its children do.
 *
 * @throws HawserError `COMMAND_NOT_FOUND`, `COMMAND_FAILED`, `COMMAND_OUTPUT`; TimeoutError
 * `AGENT_TIMEOUT`; the signal's reason.
 */
export function runCommand(command: Command): Promise<CommandResult> {
  const { signal, timeoutMs, maxOutputBytes } = command;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(command.command, command.args, {
      cwd: command.cwd,
      env: { ...command.env },
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    let why: { readonly error: unknown } | undefined;
    let killer: NodeJS.Timeout | undefined;
    const end = (error: unknown): void => {
      if (why !== undefined) return;
      why = { error };
      child.kill("SIGTERM");
      killer = setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS);
    };
    const onAbort = (): void => end(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    const timer =
      timeoutMs === Infinity ? undefined : setTimeout(() => end(tooLong(timeoutMs)), timeoutMs);
    const settle = (): void => {
      signal.removeEventListener("abort", onAbort);
      clearTimeout(timer);
      clearTimeout(killer);
    };
    const tooMuch = (): void => end(outputTooLong(maxOutputBytes));
    const stdout = collect(child, "stdout", maxOutputBytes, tooMuch);
    const stderr = collect(child, "stderr", maxOutputBytes, tooMuch);
    child.once("error", (error) => {
      settle();
      reject(notStarted(command.command, error));
    });
    child.once("close", (code) => {
      settle();
      if (why === undefined) resolve({ code, stdout: stdout(), stderr: stderr() });
      else reject(why.error);
    });
  });
}

function collect(
  child: ChildProcess,
  name: "stdout" | "stderr",
  maxBytes: number,
  tooMuch: () => void,
): () => string {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  child[name]?.on("data", (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes > maxBytes) tooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

function notStarted(command: string, cause: NodeJS.ErrnoException): HawserError {
  if (cause.code === "ENOENT") {
    return new HawserError(`There is no command ${command}`, {
      code: "COMMAND_NOT_FOUND",
      hint: "Install it, put it on the PATH, or pass `command`.",
      cause,
    });
  }
  return new HawserError(`${command} could not be started`, { code: "COMMAND_FAILED", cause });
}

function tooLong(timeoutMs: number): TimeoutError {
  return new TimeoutError(`The command took longer than ${timeoutMs} ms`, {
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
