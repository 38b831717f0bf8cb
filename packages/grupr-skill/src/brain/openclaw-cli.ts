import { spawn, type ChildProcessByStdio } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { endTree } from "../process/tree.js";
import type { Answer, Brain, Question } from "./brain.js";
import { readOpenClaw, refusesOption, type OpenClawEnd } from "./openclaw-output.js";

/** Longer texts go by file: an argument has a limit (128 KiB on Linux), and anybody can read it. */
const ARGUMENT_BYTES = 8 * 1024;
/** How much longer than its own timeout the command may take, ms. */
const MARGIN_MS = 15_000;
/** What is kept of an output, bytes. */
const OUTPUT_BYTES = 16 * 1024 * 1024;

/** How {@link OpenClawCli} asks. */
export interface OpenClawCliOptions {
  /** The agent's id. */
  readonly agent: string;
  /** How long an answer may take, ms; 0 means no limit. */
  readonly timeoutMs: number;
  /** The executable. Default `openclaw`. */
  readonly command?: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Asks by `openclaw agent --json`, a process a question. */
export class OpenClawCli implements Brain {
  readonly #options: OpenClawCliOptions;
  /** Older versions know `--message` only. */
  #knowsFiles = true;

  constructor(options: OpenClawCliOptions) {
    this.#options = options;
  }

  get name(): string {
    return `openclaw agent ${this.#options.agent}`;
  }

  async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    signal.throwIfAborted();
    const long = Buffer.byteLength(question.text) > ARGUMENT_BYTES;
    if (!long || !this.#knowsFiles) {
      return this.#run(question, ["--message", question.text], signal);
    }
    const folder = await mkdtemp(join(tmpdir(), "grupr-"));
    try {
      const path = join(folder, "message.txt");
      await writeFile(path, question.text, { mode: 0o600 });
      return await this.#run(question, ["--message-file", path], signal);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #run(question: Question, message: readonly string[], signal: AbortSignal): Promise<Answer> {
    const { agent, timeoutMs, command = "openclaw" } = this.#options;
    const ended = await this.#execute(
      command,
      // The session that upstream's skill uses: what was said before is still known.
      ["agent", ...message, "--agent", agent, "--session-id", `grupr:${question.gruprId}`].concat([
        "--json",
        "--timeout",
        String(Math.ceil(timeoutMs / 1000)),
      ]),
      signal,
    );
    if ("kind" in ended) return ended;
    if (message[0] === "--message-file" && refusesOption(ended, "--message-file")) {
      this.#knowsFiles = false;
      return this.ask(question, signal);
    }
    return readOpenClaw(ended);
  }

  async #execute(
    command: string,
    args: readonly string[],
    signal: AbortSignal,
  ): Promise<OpenClawEnd | Answer> {
    const { timeoutMs, env } = this.#options;
    const child = launch(command, args, env);
    if (child instanceof Error) return cannotStart(command, child);
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    let why: "timeout" | "aborted" | undefined;
    let ending: Promise<void> | undefined;
    const end = (reason: "timeout" | "aborted"): void => {
      why ??= reason;
      ending ??= endTree(child);
    };
    const timer =
      timeoutMs === 0 ? undefined : setTimeout(() => end("timeout"), timeoutMs + MARGIN_MS);
    const abort = (): void => end("aborted");
    signal.addEventListener("abort", abort, { once: true });
    try {
      const outcome = await new Promise<Pick<OpenClawEnd, "exitCode" | "signal"> | Error>(
        (resolve) => {
          child.once("error", resolve);
          child.once("close", (exitCode, by) => resolve({ exitCode, signal: by }));
          // A grandchild that keeps the pipe open does not keep the reply.
          child.once("exit", (exitCode, by) => {
            setTimeout(() => resolve({ exitCode, signal: by }), 1000).unref();
          });
        },
      );
      await ending;
      if (why === "aborted") signal.throwIfAborted();
      if (why === "timeout") return failed(`no reply within ${timeoutMs / 1000} s`, "message");
      if (outcome instanceof Error) return cannotStart(command, outcome);
      return { ...outcome, stdout: stdout(), stderr: stderr() };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      child.stdout.destroy();
      child.stderr.destroy();
    }
  }
}

function launch(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): ChildProcessByStdio<null, Readable, Readable> | Error {
  try {
    // A group of its own, so that a timeout ends what it has started as well.
    return spawn(command, args, { env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    // Some failures are thrown (E2BIG), others come as an event.
    if (error instanceof Error) return error;
    throw error;
  }
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= OUTPUT_BYTES) chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

function cannotStart(command: string, error: Error): Answer {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "E2BIG") return failed("the message is too long for this openclaw", "message");
  if (code === "ENOENT") {
    return failed(`${command} is not installed, or not on the PATH`, "surroundings");
  }
  return failed(`${command} cannot be started (${code ?? error.message})`, "surroundings");
}

const failed = (reason: string, because: "message" | "surroundings"): Answer => ({
  kind: "failed",
  reason,
  because,
});
