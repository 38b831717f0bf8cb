import { describe, expect, test } from "vitest";
import { known, readBlocks } from "../src/markdown/blocks.js";
import { decodeEntities } from "../src/markdown/entities.js";
import { plainText } from "../src/markdown/plain-text.js";
import { isInlineImage, safeLink, webHost } from "../src/markdown/safe-url.js";

describe("links", () => {
  test.each(["https://example.com/", "http://example.com/a?b#c", "mailto:a@example.com"])(
    "%s may be followed",
    (href) => {
      expect(safeLink(href)).toBe(href);
    },
  );

  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " \u0001javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://example.com/1",
    "//example.com",
    "/relative",
    "",
  ])("%j is no link", (href) => {
    expect(safeLink(href)).toBeUndefined();
  });

  test("only a picture without scripts is shown from its own address", () => {
    expect(isInlineImage("data:image/png;base64,iVBORw0KGgo=")).toBe(true);
    expect(isInlineImage("data:image/svg+xml;base64,PHN2Zz4=")).toBe(false);
    expect(isInlineImage('data:image/png;base64,x" onerror="alert(1)')).toBe(false);
    expect(isInlineImage("https://example.com/a.png")).toBe(false);
  });

  test("the host of a web address", () => {
    expect(webHost("https://example.com:8443/a.png")).toBe("example.com:8443");
    expect(webHost("file:///tmp/a.png")).toBeUndefined();
    expect(webHost("/tmp/a.png")).toBeUndefined();
  });
});

describe("character references", () => {
  test.each([
    ["Tom &amp; Jerry", "Tom & Jerry"],
    ["&lt;b&gt;", "<b>"],
    ["&#9875; &#x2693;", "⚓ ⚓"],
    ["&unknown; &#0; &#x110000;", "&unknown; &#0; &#x110000;"],
    ["a & b; c", "a & b; c"],
  ])("%s", (written, read) => {
    expect(decodeEntities(written)).toBe(read);
  });
});

describe("blocks", () => {
  test("a reply that is still written reads as far as it has come", () => {
    const whole = "# A\n\nText with **bold** and\n\n```ts\nconst a = 1;\n```\n\n- one\n- two\n";
    for (let end = 1; end <= whole.length; end += 1) {
      expect(() => readBlocks(whole.slice(0, end))).not.toThrow();
    }
    expect(readBlocks("```ts\nconst a").map(({ type }) => type)).toEqual(["code"]);
  });

  test("HTML is a block of text, never anything else", () => {
    const blocks = readBlocks("<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>");
    expect(new Set(blocks.map(({ type }) => type))).toEqual(new Set(["html"]));
  });

  test("line breaks are kept, as in a chat", () => {
    const [paragraph] = readBlocks("one\ntwo");
    expect(
      known(paragraph?.type === "paragraph" ? paragraph.tokens : []).map((t) => t.type),
    ).toEqual(["text", "br", "text"]);
  });
});

describe("as words", () => {
  test.each([
    ["**bold** and *thin* and `code`", "bold and thin and code"],
    ["# Title\n\nText", "Title Text"],
    ["- one\n- two", "one; two"],
    ["1. [x](https://example.com)", "x"],
    ["```ts\nlet a;\n```", "(code: let a;)"],
    ["| a | b |\n|---|---|\n| 1 | 2 |", "a, b; 1, 2"],
    ["> quoted\n> more", "quoted more"],
    ["Tom &amp; Jerry", "Tom & Jerry"],
    ["![alt](https://example.com/x.png)", "alt"],
    ["", ""],
  ])("%j", (markdown, words) => {
    expect(plainText(markdown)).toBe(words);
  });
});
