import { HawserError, RemoteError, redactText, TimeoutError } from "@hawser/core";
import type { AgentReply } from "../../task/task.js";
import type { CommandResult } from "./run-command.js";

interface Payload {
  readonly text?: unknown;
  readonly mediaUrl?: unknown;
  readonly isError?: unknown;
  /** The command talks about itself: `/new` was done, say. */
  readonly isStatusNotice?: unknown;
}

/** What `openclaw agent --json` prints: over the gateway, with --local, or when it fails. */
interface Output {
  readonly status?: unknown;
  readonly ok?: unknown;
  readonly error?: { readonly message?: unknown } | null;
  readonly result?: { readonly payloads?: unknown; readonly meta?: Meta } | null;
  readonly payloads?: unknown;
  readonly meta?: Meta;
}

interface Meta {
  readonly error?: { readonly kind?: unknown; readonly message?: unknown } | null;
}

const MAX_CHARS = 500;

/**
 * The reply in what the command left behind. Its errors come as payloads like replies do: only what it
 * calls well is one.
 *
 * @throws see `openclawCliAgent`.
 */
export function answerIn({ code, stdout, stderr }: CommandResult, command: string): AgentReply {
  const output = outputIn(stdout);
  if (output === undefined) {
    const said = excerpt(stderr === "" ? stdout : stderr);
    throw new HawserError(`${command} ended with code ${code} and without JSON: ${said}`, {
      code: code === 0 ? "COMMAND_OUTPUT" : "COMMAND_FAILED",
      hint: "Run `openclaw agent --json --message hello` by hand to see what it says.",
    });
  }
  const { status, result } = output;
  const payloads = payloadsOf(result?.payloads ?? output.payloads);
  const meta = result?.meta ?? output.meta;
  if (status === "timeout") {
    throw new TimeoutError("The agent's model did not answer in time", {
      timeoutMs: 0,
      code: "AGENT_TIMEOUT",
      retryable: false,
    });
  }
  const kind = meta?.error?.kind;
  // It had nothing to say (or said NO_REPLY): no failure, and no reply.
  if (kind === "incomplete_turn") return { text: "" };
  const isLocal = status === undefined && output.payloads !== undefined;
  if (code !== 0 || (status !== "ok" && !isLocal) || output.ok === false) {
    const words = [output.error?.message, meta?.error?.message, status].find(isWords);
    throw new RemoteError(`The agent failed: ${excerpt(words ?? `exit code ${code}`)}`, {
      code: "AGENT_FAILED",
      remoteCode: [kind, status].find(isWords) ?? "cli_error",
      retryable: false,
    });
  }
  const said = payloads.filter(({ isError, isStatusNotice }) => !isError && !isStatusNotice);
  const texts = said.map(({ text }) => text).filter(isWords);
  const mediaUrls = said.map(({ mediaUrl }) => mediaUrl).filter(isWords);
  return { text: texts.join("\n\n"), ...(mediaUrls.length > 0 && { mediaUrls }) };
}

function isWords(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function payloadsOf(value: unknown): readonly Payload[] {
  return Array.isArray(value) ? value.map((one) => Object(one) as Payload) : [];
}

/** Plugins may print lines of their own before it. */
function outputIn(stdout: string): Output | undefined {
  for (let at = stdout.indexOf("{"); at !== -1; at = nextLine(stdout, at)) {
    try {
      const value: unknown = JSON.parse(stdout.slice(at));
      if (typeof value === "object" && value !== null) return value;
    } catch {
      // The next line that begins with a brace may be it.
    }
  }
  return undefined;
}

function nextLine(text: string, from: number): number {
  const found = text.indexOf("\n{", from);
  return found === -1 ? -1 : found + 1;
}

function excerpt(text: string): string {
  return redactText(text.trim()).slice(0, MAX_CHARS);
}
