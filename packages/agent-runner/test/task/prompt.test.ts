import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { promptFor, speakerName, withoutCommands, type Task } from "../../src/index.js";

const JOINER = "\u2060";
/** Where OpenClaw finds a command: at the beginning, or after white space. */
const COMMAND = /(?:^|\s)\/\p{L}[\w-]*(?=$|\s|:)/u;

function task(fields: Partial<Task>): Task {
  return {
    id: "1",
    source: "s",
    conversation: "c",
    text: "Hello",
    speaker: { kind: "person", name: "Ada" },
    context: [],
    media: [],
    ...fields,
  };
}

describe("a prompt", () => {
  it("tells what it is about, what was said, and who says what", () => {
    const about = task({
      title: "Build",
      description: "/reset please",
      text: "/new",
      speaker: { kind: "person", id: "u-1" },
      context: [
        { speaker: { kind: "self" }, text: "Hello" },
        { speaker: { kind: "agent" }, text: "x".repeat(30) },
      ],
    });
    expect(promptFor(about, { maxContextChars: 5 })).toBe(
      `Task: Build\n\n${JOINER}/reset please\n\nWhat was said so far, oldest first:\n- You: Hello\n- An agent: xxxxx\n\nu-1: ${JOINER}/new`,
    );
  });

  it("tells the latest twenty messages, unless it is told otherwise", () => {
    const context = Array.from({ length: 30 }, (_, n) => ({
      speaker: { kind: "person", name: "Eve" } as const,
      text: `message ${n}.`,
    }));
    const told = (maxContext?: number): string[] =>
      promptFor(task({ context }), maxContext === undefined ? {} : { maxContext }).match(
        /message \d+\./gu,
      ) ?? [];
    expect(told()).toEqual(context.slice(10).map(({ text }) => text));
    expect(told(2)).toEqual(["message 28.", "message 29."]);
    expect(told(0)).toEqual([]);
    expect(promptFor(task({ context }), { maxContext: 0 })).toBe("Ada: Hello");
  });

  it("begins with a word even where a title is a command", () => {
    expect(promptFor(task({ description: "/new", text: "" }))).toBe(
      `Message:\n${JOINER}/new\n\nAda: `,
    );
  });
});

describe("a speaker's name", () => {
  it.each([
    [{ kind: "self" }, "You"],
    [{ kind: "person", name: " Ada " }, "Ada"],
    [{ kind: "person", name: "Eve\n/new \u202Eneve" }, "Eve /new neve"],
    [{ kind: "person", name: "x".repeat(500) }, "x".repeat(80)],
    [{ kind: "person", name: "\u200B\n", id: "u-1" }, "u-1"],
    [{ kind: "person" }, "A person"],
    [{ kind: "agent" }, "An agent"],
  ] as const)("of %j is %s", (speaker, name) => {
    expect(speakerName(speaker)).toBe(name);
  });
});

describe("text without commands", () => {
  it.each(["/new", "/think high", "so /status please", "a\n/reset", "/think:high", "x\t/compact"])(
    "has none: %j",
    (text) => {
      const plain = withoutCommands(text);
      expect(plain).not.toMatch(COMMAND);
      expect(plain.replaceAll(JOINER, "")).toBe(text);
    },
  );

  it.each(["see /etc/passwd", "https://a.b/c", "1/2", "and/or", "a / b", "//"])(
    "keeps other slashes: %j",
    (text) => {
      expect(withoutCommands(text)).toBe(text);
    },
  );

  it("never holds a command, and says everything", () => {
    const parts = ["/new", "/think", "high", " ", "\n", "/", ":", "\u2028", JOINER, "a", "\u00A0"];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts)), (words) => {
        const text = words.join("");
        const plain = withoutCommands(text);
        expect(plain).not.toMatch(COMMAND);
        expect(plain.replaceAll(JOINER, "")).toBe(text.replaceAll(JOINER, ""));
      }),
    );
  });
});
