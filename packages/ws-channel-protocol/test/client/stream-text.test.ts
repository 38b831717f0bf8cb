import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StreamText } from "../../src/client/replies/stream-text.js";

function textOf(...contents: string[]): string {
  const stream = new StreamText();
  for (const content of contents) stream.take(content);
  return stream.text;
}

describe("the text of a stream", () => {
  it("is the newest content where contents are cumulative", () => {
    expect(textOf("echo:", "echo: SLOW", "echo: SLOW:8x150 hello")).toBe("echo: SLOW:8x150 hello");
    expect(textOf("same", "same", "same")).toBe("same");
  });

  it("is all contents in a row where they are incremental", () => {
    expect(textOf("First block.\n\n", "Second block.\n\n", "Third.")).toBe(
      "First block.\n\nSecond block.\n\nThird.",
    );
  });

  it("may change from one to the other", () => {
    expect(textOf("Hello", "Hello wor", "Hello world", " and", " more")).toBe(
      "Hello world and more",
    );
    expect(textOf("Hello", " world", "Hello world!")).toBe("Hello world!");
  });

  it("goes on after a tool call, where partials start over", () => {
    expect(textOf("Let me", "Let me look. ", "It says", "It says: hi")).toBe(
      "Let me look. It says: hi",
    );
    expect(textOf("Let me look. ", "It says", "It says: hi")).toBe("Let me look. It says: hi");
  });

  it("keeps a block that is said twice", () => {
    expect(textOf("Once. ", "Again. ", "Again. ")).toBe("Once. Again. Again. ");
  });

  it("says what changed", () => {
    const stream = new StreamText();
    expect(stream.take("He")).toEqual({ text: "He", delta: "He", replaced: false });
    expect(stream.take("Hello")).toEqual({ text: "Hello", delta: "llo", replaced: false });
    expect(stream.take("Hello")).toBeUndefined();
    expect(stream.take("")).toBeUndefined();
    expect(stream.take(" you")).toEqual({ text: "Hello you", delta: " you", replaced: false });
    expect(stream.replace("Bye")).toEqual({ text: "Bye", delta: "Bye", replaced: true });
  });

  it("is right for any cumulative stream", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.array(fc.nat()), (text, cuts) => {
        const at = cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b);
        expect(textOf(...at.map((end) => text.slice(0, end)), text)).toBe(text);
      }),
    );
  });

  it("is right for any blocks that do not begin with one another", () => {
    const blocks = fc.uniqueArray(fc.nat({ max: 999 }), { minLength: 1 });
    fc.assert(
      fc.property(blocks, (numbers) => {
        const texts = numbers.map((number) => `Block ${String(number).padStart(3, "0")}.\n`);
        expect(textOf(...texts)).toBe(texts.join(""));
      }),
    );
  });

  it("only ever grows while deltas are appended", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "ab", "abcd", "abcdef", " ", "b")), (contents) => {
        const stream = new StreamText();
        let shown = "";
        for (const content of contents) {
          const change = stream.take(content);
          if (change === undefined) continue;
          shown = change.replaced ? change.text : shown + change.delta;
          expect(change.text).toBe(stream.text);
        }
        expect(shown).toBe(stream.text);
      }),
    );
  });
});
