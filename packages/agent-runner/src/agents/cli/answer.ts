import { HawserError, RemoteError, redactText, TimeoutError } from "@hawser/core";
import type { AgentReply } from "../../task/task.js";
import { NO_REPLY } from "../no-reply.js";
import type { CommandResult } from "./run-command.js";

type Json = Readonly<Record<string, unknown>>;

const MAX_CHARS = 300;
/** What a shell says of a command that SIGTERM has ended. */
const TERMINATED = 143;

/**
 * The reply in what `openclaw agent --json` left behind. Only exit code 0 with status "ok", or the shape
 * of `--local`, is one; of its payloads, errors and status notices are never part of it.
 *
 * @throws see `openclawCliAgent`.
 */
export function answerIn(done: CommandResult, command: string): AgentReply {
  const output = outputIn(done.stdout);
  if (output === undefined) throw withoutJson(done, command);
  const { status, error, result } = output;
  if (output["ok"] === false || isObject(error)) {
    const words =
      wordsOf(object(error)["message"]) ?? wordsOf(error) ?? "an error without a message";
    // The gateway was reached and has failed; otherwise the command never came to ask.
    throw output["origin"] === "gateway" ? agentFailed(words, "cli_error") : unreachable(words);
  }
  const body = isObject(result) ? result : output;
  const payloads = Array.isArray(body["payloads"]) ? body["payloads"].filter(isObject) : undefined;
  const meta = object(body["meta"]);
  const kind = wordsOf(object(meta["error"])["kind"]);
  if (status === "in_flight") throw agentFailed("the same message is still being worked", status);
  if (status === "timeout") throw timedOut(errorIn(payloads));
  // It had nothing to say. A timeout has that kind as well.
  if (kind === "incomplete_turn") return { text: "" };
  const isLocal = status === undefined && result === undefined && payloads !== undefined;
  if (done.code !== 0 || (status !== "ok" && !isLocal) || meta["aborted"] === true) {
    const told = wordsOf(object(meta["error"])["message"]);
    const words = errorIn(payloads) ?? told ?? exitText(done);
    throw agentFailed(`${wordsOf(status) ?? "failed"}: ${words}`, kind ?? wordsOf(status));
  }
  if (payloads === undefined) {
    throw new HawserError(`${command} printed no payloads`, { code: "COMMAND_OUTPUT" });
  }
  return replyIn(payloads);
}

/** Whether the command line does not know an option of ours. */
export function refusesOption({ code, stdout, stderr }: CommandResult, option: string): boolean {
  if (code === 0) return false;
  const said = `${stdout}\n${stderr}`;
  const unknown = /unknown option|does not recognize option|required option .*--message/iu;
  return unknown.test(said) && (said.includes(option) || said.includes("--message <text>"));
}

function replyIn(payloads: readonly Json[]): AgentReply {
  const said = payloads.filter(
    ({ isError, isStatusNotice }) => isError !== true && isStatusNotice !== true,
  );
  const texts = said.map(({ text }) => wordsOf(text)?.trim());
  const text = texts.filter((one) => one !== undefined && one !== NO_REPLY).join("\n\n");
  const mediaUrls = said
    .map(({ mediaUrl }) => wordsOf(mediaUrl))
    .filter((one) => one !== undefined);
  if (text === "" && mediaUrls.length === 0) {
    const wrong = errorIn(payloads);
    if (wrong !== undefined) throw agentFailed(wrong, "error");
  }
  return { text, ...(mediaUrls.length > 0 && { mediaUrls }) };
}

function withoutJson(done: CommandResult, command: string): HawserError {
  const { code, signal, stdout, stderr } = done;
  if (signal !== null || code === TERMINATED) {
    return unreachable(`${command} was ended by ${signal ?? "SIGTERM"}`);
  }
  const said = excerpt(stderr.trim() === "" ? stdout : stderr);
  const how = exitText(done);
  const words = said === "" ? `${command} printed nothing (${how})` : `${said} (${how})`;
  return new HawserError(words, {
    code: code === 0 ? "COMMAND_OUTPUT" : "COMMAND_FAILED",
    hint: "Run `openclaw agent --json --message hello` by hand to see what it says.",
  });
}

/** Some versions, and plugins, print a line or two around it. */
function outputIn(stdout: string): Json | undefined {
  const to = stdout.lastIndexOf("}") + 1;
  for (let at = stdout.indexOf("{"); at !== -1; at = nextLine(stdout, at)) {
    try {
      const value: unknown = JSON.parse(stdout.slice(at, to));
      if (isObject(value)) return value;
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

function errorIn(payloads: readonly Json[] | undefined): string | undefined {
  const wrong = payloads?.find(({ isError }) => isError === true);
  return wrong === undefined ? undefined : (wordsOf(wrong["text"]) ?? "an error without a text");
}

function agentFailed(words: string, remoteCode = "error"): RemoteError {
  return new RemoteError(`The agent failed: ${excerpt(words)}`, {
    code: "AGENT_FAILED",
    remoteCode,
    retryable: false,
  });
}

function unreachable(words: string): HawserError {
  return new HawserError(excerpt(words), { code: "AGENT_UNREACHABLE", retryable: true });
}

function timedOut(words: string | undefined): TimeoutError {
  return new TimeoutError(
    `The agent timed out${words === undefined ? "" : `: ${excerpt(words)}`}`,
    {
      timeoutMs: 0,
      code: "AGENT_TIMEOUT",
      retryable: false,
    },
  );
}

function exitText({ code, signal }: CommandResult): string {
  return signal ?? `exit code ${String(code)}`;
}

/** Its first line says what is wrong; the others what to do, and where it was. */
function excerpt(text: string): string {
  return redactText(text.trim().split("\n", 1)[0] ?? "").slice(0, MAX_CHARS);
}

function wordsOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const object = (value: unknown): Json => (isObject(value) ? value : {});
