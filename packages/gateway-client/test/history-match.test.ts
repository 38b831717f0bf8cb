import { describe, expect, it } from "vitest";
import { matchHistory } from "../src/chat/history-match.js";
import type { ChatMessage } from "../src/schemas/index.js";

const user = (text: string, key?: string): ChatMessage => ({
  role: "user",
  content: text,
  ...(key === undefined ? {} : { idempotencyKey: `${key}:user` }),
});
const assistant = (text: string, runId?: string): ChatMessage => ({
  role: "assistant",
  content: [{ type: "text", text }],
  ...(runId === undefined ? {} : { __openclaw: { runId } }),
});
const find = (messages: ChatMessage[], key = "k", message = "hello") =>
  matchHistory({ messages, idempotencyKey: key, runIds: new Set([key]), message });

describe("matchHistory", () => {
  it("finds the reply by the key, whatever else the session was asked", () => {
    const verdict = find([
      user("hello", "other"),
      assistant("not this"),
      user("hello", "k"),
      assistant("this", "k"),
      user("hello", "later"),
      assistant("nor this"),
    ]);
    expect(verdict).toMatchObject({ asked: true, replyRunId: "k" });
    expect(verdict.reply).toEqual(assistant("this", "k"));
  });

  it("does not take an older reply to the same words when the key is missing from a keyed transcript", () => {
    expect(find([user("hello", "other"), assistant("old", "other")])).toEqual({
      asked: false,
      foreign: true,
    });
  });

  it("finds the newest equal question where the transcript carries no keys (2026.3)", () => {
    const verdict = find([user("hello"), assistant("old"), user("hello"), assistant("new")]);
    expect(verdict.reply).toEqual(assistant("new"));
  });

  it("skips text that came before a tool call", () => {
    const between: ChatMessage = { ...assistant("let me look"), stopReason: "toolUse" };
    const verdict = find([
      user("hello", "k"),
      between,
      { role: "toolResult", content: "x" },
      assistant("done"),
    ]);
    expect(verdict.reply).toEqual(assistant("done"));
  });

  it("takes nothing for a reply that somebody put into the transcript", () => {
    const injected: ChatMessage = { ...assistant("a word from aside"), model: "gateway-injected" };
    expect(find([user("hello", "k"), injected])).not.toHaveProperty("reply");
    expect(find([user("hello"), injected, assistant("this")]).reply).toEqual(assistant("this"));
    // What the gateway itself answers to a command bears the command's key (2026.9).
    const own: ChatMessage = { ...injected, idempotencyKey: "k" };
    expect(find([user("hello", "k"), own]).reply).toEqual(own);
  });

  it("says that a question has no reply yet", () => {
    expect(find([user("hello", "k")])).toEqual({
      asked: true,
      keyed: true,
      latest: true,
    });
  });

  it("knows a reply by its run when the question is out of reach", () => {
    expect(find([assistant("this", "k")]).reply).toEqual(assistant("this", "k"));
  });
});
