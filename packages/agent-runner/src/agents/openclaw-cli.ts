import { createHash } from "node:crypto";
import { ValidationError } from "@hawser/core";
import type { Agent } from "../task/agent.js";
import { promptFor } from "../task/prompt.js";
import type { Task } from "../task/task.js";
import { answerIn } from "./cli/answer.js";
import { messageArguments } from "./cli/message-file.js";
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
 * well is a reply; its error texts are not, except that an older one (2026.3) tells a model's failure just
 * like a reply. A task that is stopped ends the process (SIGTERM, then SIGKILL after 5 s); an older gateway
 * may work on (2026.3).
 *
 * @throws (the agent) HawserError `COMMAND_NOT_FOUND`, `COMMAND_FAILED`, `COMMAND_OUTPUT` (it printed
 * something else), `AGENT_FAILED` (with `details` from the command); TimeoutError `AGENT_TIMEOUT`.
 */
export function openclawCliAgent(options: OpenclawCliAgentOptions = {}): Agent {
  const { agent, timeoutMs = 120_000, message = promptFor } = options;
  const { command = "openclaw", args = [], maxOutputBytes = 16 * 1024 * 1024 } = options;
  const { sessionId = sessionIdOf } = options;
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
          ...(agent === undefined ? [] : ["--agent", agent]),
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
const GRACE_MS = 5000;
