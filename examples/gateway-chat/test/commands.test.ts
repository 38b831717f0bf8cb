import { describe, expect, it } from "vitest";
import { readDecision } from "../src/chat/approval-desk.js";
import { commands, completions, readTyped } from "../src/chat/commands.js";
import { Interrupts } from "../src/chat/interrupts.js";

describe("what is typed", () => {
  it.each([
    ["", { kind: "nothing" }],
    ["   ", { kind: "nothing" }],
    ["Hello there", { kind: "message", text: "Hello there" }],
    ["  indented\n  code", { kind: "message", text: "  indented\n  code" }],
    ["/status", { kind: "command", name: "status", args: "" }],
    ["  /Sessions  knots and more ", { kind: "command", name: "sessions", args: "knots and more" }],
    ["/exit", { kind: "command", name: "quit", args: "" }],
    ["/sesions", { kind: "unknown", name: "sesions", nearest: "sessions" }],
    ["/xyz", { kind: "unknown", name: "xyz" }],
    ["//compact now", { kind: "message", text: "/compact now" }],
    ["/etc/hosts is a file", { kind: "message", text: "/etc/hosts is a file" }],
  ])("%j", (line, meaning) => {
    expect(readTyped(line, false)).toEqual(meaning);
  });

  it("knows the faults of the embedded gateway only where there is one", () => {
    expect(readTyped("/cut", true)).toEqual({ kind: "command", name: "cut", args: "" });
    expect(readTyped("/cut", false)).toEqual({ kind: "unknown", name: "cut" });
    expect(commands(false).map(({ name }) => name)).not.toContain("restart");
  });

  it("completes", () => {
    expect(completions("/s", false)).toEqual(["/sessions", "/status"]);
    expect(completions("/", true)).toHaveLength(commands(true).length);
    expect(completions("/sessions knots", false)).toEqual([]);
    expect(completions("hello", false)).toEqual([]);
  });
});

describe("an answer to an approval", () => {
  it.each([
    ["o", "allow-once"],
    [" Yes ", "allow-once"],
    ["always", "allow-always"],
    ["n", "deny"],
    ["maybe", undefined],
    ["", undefined],
  ] as const)("%j", (text, decision) => {
    expect(readDecision(text, ["allow-once", "allow-always", "deny"])).toBe(decision);
  });

  it("is only what the gateway offers", () => {
    expect(readDecision("always", ["allow-once", "deny"])).toBeUndefined();
  });
});

describe("Ctrl-C", () => {
  it("stops the reply, then leaves", () => {
    const interrupts = new Interrupts();
    expect(interrupts.press(0, { running: true, typed: true })).toBe("abort");
    expect(interrupts.press(500, { running: true, typed: false })).toBe("leave");
  });

  it("clears what is typed, says how to leave, and takes a late second one for a first", () => {
    const interrupts = new Interrupts();
    expect(interrupts.press(0, { running: false, typed: true })).toBe("clear");
    expect(interrupts.press(5000, { running: false, typed: false })).toBe("warn");
    expect(interrupts.press(10_000, { running: false, typed: false })).toBe("warn");
    expect(interrupts.press(10_100, { running: false, typed: false })).toBe("leave");
  });
});
