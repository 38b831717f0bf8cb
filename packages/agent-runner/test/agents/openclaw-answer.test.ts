import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { answerIn, refusesOption } from "../../src/agents/cli/answer.js";
import type { CommandResult } from "../../src/agents/cli/run-command.js";
import { isUnreachable } from "../../src/index.js";

interface Recording {
  readonly exitCode: number;
  readonly stdout: unknown;
  readonly stderr?: string;
}

const recordings = JSON.parse(
  readFileSync(new URL("../fixtures/openclaw-outputs.json", import.meta.url), "utf8"),
) as Record<string, Recording>;

function recorded(name: string): CommandResult {
  const recording = recordings[name];
  if (recording === undefined) throw new Error(`nothing is recorded as ${name}`);
  const { exitCode: code, stdout, stderr = "" } = recording;
  const text = typeof stdout === "string" ? stdout : JSON.stringify(stdout, undefined, 2);
  return { code, signal: null, stdout: text, stderr };
}

/** The reply's text, or the error. */
function answer(name: string): unknown {
  try {
    return answerIn(recorded(name), "openclaw").text;
  } catch (error) {
    return error;
  }
}

describe("what `openclaw agent --json` printed", () => {
  it.each([
    ["reply", "Good morning"],
    ["several-payloads", "First.\n\nSecond."],
    ["local", "From this machine"],
    ["warnings-around", "Still here"],
  ])("is a reply: %s", (name, text) => {
    expect(answer(name)).toBe(text);
  });

  it.each(["empty-reply", "no-payloads", "session-reset"])("is silence: %s", (name) => {
    expect(answer(name)).toBe("");
  });

  it.each([
    ["model-timeout", "AGENT_TIMEOUT", /: Request timed out before a response was generated\.$/u],
    ["provider-error", "AGENT_FAILED", /^The agent failed: LLM request failed/u],
    ["local-error", "AGENT_FAILED", /failed: No credentials$/u],
    ["in-flight", "AGENT_FAILED", /still being worked/u],
    ["ok-but-exit-1", "AGENT_FAILED", /ok: exit code 1$/u],
    ["only-errors", "AGENT_FAILED", /Something broke$/u],
    ["slash-command", "COMMAND_FAILED", /^Slash commands cannot be executed.*\(exit code 1\)$/u],
    ["not-json", "COMMAND_OUTPUT", /^Hello there \(exit code 0\)$/u],
  ])("is a failure that may come from the task: %s", (name, code, words) => {
    const error = answer(name);
    expect(error).toMatchObject({ code, message: expect.stringMatching(words) as string });
    expect(isUnreachable(error)).toBe(false);
  });

  it.each([
    ["no-gateway", /^Gateway not reachable at ws:\/\/127\.0\.0\.1:18789 \(ECONNREFUSED\)\.$/u],
    ["unknown-agent", /^Unknown agent id/u],
    ["bad-flag", /does not recognize option/u],
    ["terminated", /^openclaw was ended by SIGTERM$/u],
  ])("never came to ask: %s", (name, words) => {
    const error = answer(name);
    expect(error).toMatchObject({
      code: "AGENT_UNREACHABLE",
      retryable: true,
      message: expect.stringMatching(words) as string,
    });
    expect(isUnreachable(error)).toBe(true);
  });

  it("is never a reply with the text of an error", () => {
    for (const name of Object.keys(recordings)) {
      const said = answer(name);
      if (typeof said === "string") expect(said).not.toMatch(/failed|reset|error/iu);
    }
  });

  it("tells that an option is not known", () => {
    expect(refusesOption(recorded("bad-flag-2026.3.2"), "--message-file")).toBe(true);
    expect(refusesOption(recorded("bad-flag"), "--session-keyz")).toBe(true);
    expect(refusesOption(recorded("bad-flag"), "--message-file")).toBe(false);
    expect(refusesOption(recorded("provider-error"), "--message-file")).toBe(false);
    expect(refusesOption(recorded("reply"), "--message-file")).toBe(false);
  });
});
