import { createHash } from "node:crypto";
import { ValidationError } from "@hawser/core";
import type { Agent } from "../task/agent.js";
import { promptFor } from "../task/prompt.js";
import type { AgentReply, Task } from "../task/task.js";
import { answerIn, refusesOption } from "./cli/answer.js";
import { FILE_OPTION, messageArguments } from "./cli/message-file.js";
import { runCommand } from "./cli/run-command.js";

/** Options of {@link openclawCliAgent}. */
export interface OpenclawCliAgentOptions {
  /**
   * Which agent does the work. Default: the command's default one. An older command (2026.3) has one
   * session for an agent that is named, whatever `sessionId` says: all conversations share it.
   */
  readonly agent?: string;
  /** How long one turn may take, ms; also told to the command. Default 120 000, `Infinity` for no bound. */
  readonly timeoutMs?: number;
  /** The session a task is worked in. Default: `<source>-<conversation>`, in characters that may be in a file's name. */
  readonly sessionId?: (task: Task) => string;
  /** What the agent is told. Default {@link promptFor}. */
  readonly message?: (task: Task) => string;
  /** The command. Default `"openclaw"`. */
  readonly command?: string;
  /** Further arguments, such as `["--thinking", "low"]` or `["--local"]`. */
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** Default: this process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Most that the command may print, in bytes. Default 16 MiB. */
  readonly maxOutputBytes?: number;
}

/**
 * The `openclaw` command on this machine: a process a task, `openclaw agent --json`. Only what it answers
 * well is a reply; its error texts and notices never are, and `NO_REPLY` is none (an older one, 2026.3, tells
 * a model's failure just like a reply). A task that is stopped ends the process and everything it has started
 * (SIGTERM, then SIGKILL after 3 s); an older gateway may work on.
 *
 * @throws (the agent) HawserError `AGENT_UNREACHABLE` (it never came to ask: no gateway, no such agent;
 * `retryable`), `COMMAND_NOT_FOUND`, `COMMAND_FAILED`, `COMMAND_OUTPUT` (it printed something else),
 * `AGENT_FAILED` (it was asked, and failed); TimeoutError `AGENT_TIMEOUT`.
 */
export function openclawCliAgent(options: OpenclawCliAgentOptions = {}): Agent {
  const { timeoutMs = 120_000, message = promptFor, command = "openclaw" } = options;
  if (!(timeoutMs > 0)) {
    throw new ValidationError("timeoutMs is out of range", {
      path: "timeoutMs",
      expected: "a number of more than 0",
    });
  }
  let knowsFiles = true;
  return async function ask(task, { signal }): Promise<AgentReply> {
    for (;;) {
      const told = await messageArguments(message(task), knowsFiles);
      try {
        const done = await runCommand({
          command,
          args: argumentsFor(task, told.args, { ...options, timeoutMs }),
          ...(options.cwd !== undefined && { cwd: options.cwd }),
          env: options.env ?? process.env,
          // The command's own deadline comes first, and says more.
          timeoutMs: timeoutMs + GRACE_MS,
          maxOutputBytes: options.maxOutputBytes ?? 16 * 1024 * 1024,
          signal,
        });
        if (!told.isFile || !refusesOption(done, FILE_OPTION)) return answerIn(done, command);
        knowsFiles = false;
      } finally {
        await told.remove();
      }
    }
  };
}

/** Sessions are files by these names (2026.3). */
const MAX_ID_CHARS = 120;

function sessionIdOf({ source, conversation }: Task): string {
  const id = `${source}-${conversation}`.replaceAll(
    /[^a-zA-Z0-9.-]/gu,
    (char) => `_${char.codePointAt(0)?.toString(16)}_`,
  );
  if (id.length <= MAX_ID_CHARS) return id;
  const digest = createHash("sha256").update(id).digest("hex").slice(0, 32);
  return `${id.slice(0, MAX_ID_CHARS - digest.length - 1)}-${digest}`;
}

/** What a command that keeps its own deadline needs to say so, ms. */
const GRACE_MS = 15_000;

function argumentsFor(
  task: Task,
  message: readonly string[],
  options: OpenclawCliAgentOptions & { readonly timeoutMs: number },
): string[] {
  const { agent, timeoutMs, args = [], sessionId = sessionIdOf } = options;
  // 0: none.
  const seconds = timeoutMs === Infinity ? 0 : Math.max(1, Math.ceil(timeoutMs / 1000));
  const who = agent === undefined ? [] : ["--agent", agent];
  const fixed = ["agent", "--json", ...who, "--session-id", sessionId(task)];
  return [...fixed, "--timeout", String(seconds), ...args, ...message];
}
