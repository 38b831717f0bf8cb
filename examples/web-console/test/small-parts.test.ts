import { TimeoutError } from "@hawser/gateway-client";
import { describe, expect, test } from "vitest";
import { readMessages } from "../src/chat/message.js";
import { missingParts, newTurn, withTool } from "../src/chat/turn.js";
import { findingsOf } from "../src/health/health-watch.js";
import { keyName, sessionName } from "../src/sessions/session-name.js";
import { ago, duration } from "../src/view/duration.js";

describe("a transcript", () => {
  test("is read in either form of content; messages that show nothing are left out", () => {
    const read = readMessages([
      { role: "user", content: "Hi", timestamp: 5 },
      { role: "assistant", content: [{ type: "toolCall", name: "exec" }], timestamp: 6 },
      { role: "toolResult", content: [{ type: "text", text: "42" }], timestamp: 7, isError: true },
      { role: "assistant", content: [], timestamp: 8 },
      { role: "assistant", content: [], errorMessage: "overloaded", timestamp: 9 },
    ]);
    expect(read.map(({ from, text, calls, failed }) => [from, text, calls, failed])).toEqual([
      ["person", "Hi", [], false],
      ["agent", "", ["exec"], false],
      ["tool", "42", [], true],
      ["agent", "overloaded", [], true],
    ]);
  });

  test("has stable ids, where the gateway gives none too", () => {
    const messages = [
      { role: "user", content: "a", timestamp: 1 },
      { role: "user", content: "b", timestamp: 1 },
      { role: "user", content: "c", __openclaw: { id: "m3" } },
    ];
    const ids = readMessages(messages).map(({ id }) => id);
    expect(ids).toEqual(["user 1 0", "user 1 1", "m3"]);
    expect(readMessages(messages).map(({ id }) => id)).toEqual(ids);
  });
});

describe("a turn", () => {
  test("is missing from the transcript until its own words are there", () => {
    const earlier = readMessages([{ role: "user", content: "again", timestamp: 1 }]);
    const before = new Set(earlier.map(({ id }) => id));
    const turn = newTurn({ id: "r", question: "again", before });
    turn.text.value = "yes";
    expect(missingParts(turn, earlier)).toEqual({ question: true, answer: true, failure: false });
    const later = readMessages([
      { role: "user", content: "again", timestamp: 1 },
      { role: "user", content: "again", timestamp: 2 },
      { role: "assistant", content: "yes", timestamp: 3 },
    ]);
    expect(missingParts(turn, later)).toEqual({
      question: false,
      answer: false,
      failure: false,
    });
  });

  test("shows each tool call once", () => {
    const call = { id: "1", name: "exec", status: "running" } as const;
    const done = { ...call, status: "done" } as const;
    expect(withTool(withTool([], call), done)).toEqual([done]);
  });
});

test.each([
  [{ key: "agent:main:main" }, "main"],
  [{ key: "agent:main:notes", label: "My notes", derivedTitle: "Hello" }, "My notes"],
  [{ key: "agent:main:notes", label: " ", derivedTitle: "Hello" }, "Hello"],
  [{ key: "agent:ops:cron:nightly" }, "cron nightly"],
  [{ key: "agent:main:notes", derivedTitle: "Sender (untrusted metadata): {…" }, "notes"],
])("the session %j is called %j", (row, name) => {
  expect(sessionName(row)).toBe(name);
});

test("a key alone says what it can", () => {
  expect(keyName("agent:main:subagent:0123456789ab")).toBe("subagent 01234567");
  expect(keyName("agent:main:telegram:group:42")).toBe("telegram group 42");
});

test.each([
  [-5, "0 s", "now"],
  [59_999, "59 s", "now"],
  [60_000, "1 min", "1 min"],
  [3_725_000, "1 h 2 min", "1 h"],
  [90_000_000, "1 d 1 h", "1 d"],
])("%i ms are %j, or %j ago", (ms, long, short) => {
  expect([duration(ms), ago(ms)]).toEqual([long, short]);
});

test("a part of the gateway that cannot be read does not hide the others", () => {
  const findings = findingsOf({
    takenAt: 0,
    status: { ok: true, value: {} },
    health: { ok: true, value: { ok: true } },
    agents: { ok: false, error: new TimeoutError("agents.list", { timeoutMs: 5 }) },
    models: { ok: true, value: { models: [] } },
    sessions: { ok: true, value: { sessions: [], totalCount: 7 } },
    presence: { ok: true, value: [] },
    lastHeartbeat: { ok: true, value: { ts: 0, status: "ok-empty" } },
  });
  expect(findings.map(({ name, is }) => [name, is.ok ? is.text : is.problem.what])).toEqual([
    ["Health", "well"],
    ["Sessions", "7"],
    ["Agents", "The gateway does not answer."],
    ["Models", "0"],
    ["Heartbeat", `ok empty, ${new Date(0).toLocaleTimeString()}`],
  ]);
});
