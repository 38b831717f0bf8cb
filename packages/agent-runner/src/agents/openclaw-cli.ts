import { ValidationError } from "@hawser/core";
import type { Agent } from "../task/agent.js";
import { promptFor } from "../task/prompt.js";
import type { Task } from "../task/task.js";
import { answerIn } from "./cli/answer.js";
import { messageArguments } from "./cli/message-file.js";
import { runCommand } from "./cli/run-command.js";

/** Options of {@link openclawCliAgent}. */
export interface OpenclawCliAgentOptions {
  /** Which agent does the work. Default `"main"`. */
  readonly agent?: string;
  /** How long one turn may take, ms; also told to the command. Default 120 000, `Infinity` for no bound. */
  readonly timeoutMs?: number;
  /** The session a task is worked in. Default `<source>:<conversation>`. */
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
 * well is a reply; its error texts never are. A task that is stopped ends the process (SIGTERM, then
 * SIGKILL after 5 s); an older gateway may work on (2026.3), and works an agent's turns one at a time.
 *
 * @throws (the agent) HawserError `COMMAND_NOT_FOUND`, `COMMAND_FAILED`, `COMMAND_OUTPUT` (it printed
 * something else), `AGENT_FAILED` (with `details` from the command); TimeoutError `AGENT_TIMEOUT`.
 */
export function openclawCliAgent(options: OpenclawCliAgentOptions = {}): Agent {
  const { agent = "main", timeoutMs = 120_000, message = promptFor } = options;
  const { command = "openclaw", args = [], maxOutputBytes = 16 * 1024 * 1024 } = options;
  const sessionId =
    options.sessionId ?? (({ source, conversation }) => `${source}:${conversation}`);
  if (!(timeoutMs > 0)) {
    throw new ValidationError("timeoutMs is out of range", {
      path: "timeoutMs",
      expected: "a number of more than 0",
    });
  }
  return async (task, { signal }) => {
    const told = await messageArguments(message(task));
    try {
      const done = await runCommand({
        command,
        args: [
          "agent",
          "--json",
          "--agent",
          agent,
          "--session-id",
          sessionId(task),
          "--timeout",
          // 0: none. The command's own deadline comes first, and says more.
          timeoutMs === Infinity ? "0" : String(Math.max(1, Math.ceil(timeoutMs / 1000))),
          ...args,
          ...told.args,
        ],
        ...(options.cwd !== undefined && { cwd: options.cwd }),
        env: options.env ?? process.env,
        timeoutMs: timeoutMs + GRACE_MS,
        maxOutputBytes,
        signal,
      });
      return answerIn(done, command);
    } finally {
      await told.remove();
    }
  };
}

/** What a command that keeps its own deadline needs to say so, ms. */
const GRACE_MS = 5000;
