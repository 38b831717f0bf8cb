import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readOpenClaw, refusesOption, type OpenClawEnd } from "../src/brain/openclaw-output.js";

interface Recording {
  readonly exitCode: number;
  readonly stdout: unknown;
  readonly stderr?: string;
}

const recordings = JSON.parse(
  readFileSync(new URL("fixtures/openclaw-outputs.json", import.meta.url), "utf8"),
) as Record<string, Recording>;

function recorded(name: string): OpenClawEnd {
  const recording = recordings[name];
  if (recording === undefined) throw new Error(`nothing is recorded as ${name}`);
  const { exitCode, stdout, stderr = "" } = recording;
  return {
    exitCode,
    signal: null,
    stdout: typeof stdout === "string" ? stdout : JSON.stringify(stdout, undefined, 2),
    stderr,
  };
}

describe("what `openclaw agent --json` printed", () => {
  it.each([
    ["reply", "Good morning"],
    // Upstream posted the first payload only.
    ["several-payloads", "First.\n\nSecond."],
    ["local", "From this machine"],
    ["warnings-around", "Still here"],
  ])("is a reply: %s", (name, text) => {
    expect(readOpenClaw(recorded(name))).toEqual({ kind: "reply", text });
  });

  it.each(["empty-reply", "no-payloads", "session-reset"])("is silence: %s", (name) => {
    expect(readOpenClaw(recorded(name))).toEqual({
      kind: "silent",
      reason: "the agent gave no reply",
    });
  });

  it.each([
    ["model-timeout", "timeout: Request timed out before a response was generated."],
    ["provider-error", /^LLM request failed/u],
    ["local-error", "failed: No credentials"],
    ["in-flight", /still being worked/u],
    ["ok-but-exit-1", "ok: exit code 1"],
    ["only-errors", "Something broke"],
    ["slash-command", /^Slash commands cannot be executed.*\(exit code 1\)$/u],
    ["not-json", "Hello there (exit code 0)"],
  ])("is a failure that may come from the message: %s", (name, reason) => {
    expect(readOpenClaw(recorded(name))).toEqual({
      kind: "failed",
      because: "message",
      reason: typeof reason === "string" ? reason : expect.stringMatching(reason),
    });
  });

  it.each([
    ["no-gateway", "Gateway not reachable at ws://127.0.0.1:18789 (ECONNREFUSED)."],
    ["unknown-agent", /^Unknown agent id/u],
    ["bad-flag", /does not recognize option/u],
    ["terminated", "openclaw was ended by SIGTERM"],
  ])("is a failure of the surroundings: %s", (name, reason) => {
    expect(readOpenClaw(recorded(name))).toEqual({
      kind: "failed",
      because: "surroundings",
      reason: typeof reason === "string" ? reason : expect.stringMatching(reason),
    });
  });

  it("is never a reply with the text of an error", () => {
    for (const name of Object.keys(recordings)) {
      const answer = readOpenClaw(recorded(name));
      if (answer.kind === "reply") expect(answer.text).not.toMatch(/failed|reset|error/iu);
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
