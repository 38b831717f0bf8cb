import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FinalParts } from "../../src/client/replies/final-parts.js";
import { StreamText } from "../../src/client/replies/stream-text.js";
import { cutLikeUpstream } from "../support/cut.js";

function streamed(...contents: string[]): StreamText {
  const stream = new StreamText();
  for (const content of contents) stream.take(content);
  return stream;
}

function finalOf(parts: readonly string[], stream: StreamText): FinalParts {
  const final = new FinalParts();
  for (const part of parts) final.add(part, [], stream.text);
  return final;
}

const words = (count: number, separator = " "): string =>
  Array.from({ length: count }, (_, i) => `word${i}`).join(separator);

describe("whether another part comes", () => {
  it("is certain while the stream goes on beyond what came", () => {
    const stream = streamed("Hello world, how are you?");
    expect(finalOf(["Hello world,"], stream).verdict(stream)).toBe("yes");
    expect(finalOf(["Hello  world,\n"], stream).verdict(stream)).toBe("yes");
  });

  it("is out of the question when a short final says all that was streamed", () => {
    const stream = streamed("Hello world");
    expect(finalOf(["Hello world"], stream).verdict(stream)).toBe("no");
    expect(finalOf(["Hello world!"], stream).verdict(stream)).toBe("no");
  });

  it("cannot be known without a stream, or when much may not have been streamed yet", () => {
    expect(finalOf(["Hello"], streamed()).verdict(streamed())).toBe("maybe");
    const lagging = streamed("word0 word1");
    expect(finalOf([words(500)], lagging).verdict(lagging)).toBe("maybe");
    const other = streamed("Something else");
    expect(finalOf(["Hello"], other).verdict(other)).toBe("maybe");
    expect(finalOf([""], other).verdict(other)).toBe("maybe");
  });
});

describe("the joined text", () => {
  it.each([
    ["words", words(2000)],
    ["lines", words(2000, "\n")],
    ["paragraphs", words(1500, "\n\n")],
    ["a first line and a long one", `Intro:\n${words(2000)}`],
    ["one word", "x".repeat(9000)],
  ])("is what was streamed, of %s", (_, text) => {
    const parts = cutLikeUpstream(text);
    expect(parts.length).toBeGreaterThan(1);
    const stream = streamed(text);
    expect(finalOf(parts, stream).text(stream)).toBe(text);
  });

  it.each([
    ["words", words(2000)],
    ["lines", words(2000, "\n")],
    ["a first line and a long one", `Intro:\n${words(2000)}`],
    ["one word", "x".repeat(9000)],
  ])("is likely enough without a stream, of %s", (_, text) => {
    expect(finalOf(cutLikeUpstream(text), streamed()).text(streamed())).toBe(text);
  });

  it("has all that was said, whatever was cut", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "\n"), maxLength: 300 });
    fc.assert(
      fc.property(text, fc.nat(), fc.boolean(), (whole, limit, known) => {
        const stream = known ? streamed(whole) : streamed();
        const joined = finalOf(cutLikeUpstream(whole, 20 + (limit % 50)), stream).text(stream);
        expect(joined.replaceAll(/\s/g, "")).toBe(whole.replaceAll(/\s/g, ""));
      }),
    );
  });
});

describe("the text of a reply", () => {
  it("is the final where that differs from what was streamed", () => {
    const stream = streamed("I think 2 + 2", "I think 2 + 2 = 5");
    expect(finalOf(["2 + 2 = 4"], stream).text(stream)).toBe("2 + 2 = 4");
  });

  it("is what was streamed when the final is empty", () => {
    const stream = streamed("All said.");
    expect(finalOf([""], stream).text(stream)).toBe("All said.");
  });

  it("keeps the blocks before a final that is the last of them", () => {
    const stream = streamed("First. ", "Second. ");
    expect(finalOf(["Second."], stream).text(stream)).toBe("First. Second.");
    expect(finalOf(["Third."], stream).text(stream)).toBe("First. Second. Third.");
    expect(finalOf(["First. Second. Third."], stream).text(stream)).toBe("First. Second. Third.");
  });
});
