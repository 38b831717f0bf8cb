import stringWidth from "fast-string-width";
import { describe, expect, it } from "vitest";
import { inputRows } from "../src/terminal/input-rows.js";
import { LineWrapper, oneLine, wrap } from "../src/text/line-wrapper.js";
import { ago, duration } from "../src/text/durations.js";

const TEXT = `First a line that is longer than the row. Then

an empty one, a-word-that-is-longer-than-any-row-could-be, 漢字は幅が二つ, 👩‍👩‍👧 and\tthe end  `;

/** Every way of cutting the text into two, and into single characters. */
const cuts = Array.from({ length: TEXT.length }, (_, i) => [TEXT.slice(0, i), TEXT.slice(i)]);

describe("text that grows", () => {
  it.each([12, 20, 33, 200])("fits %i columns and loses nothing", (width) => {
    const rows = wrap(TEXT, width);
    expect(rows.filter((row) => stringWidth(row) > width)).toEqual([]);
    expect(rows.join("").replaceAll(/\s/gu, "")).toBe(TEXT.replaceAll(/\s/gu, ""));
    expect(rows).toContain("");
  });

  it.each([12, 20, 33])("breaks at the same places however it comes, %i columns", (width) => {
    const whole = wrap(TEXT, width);
    for (const pieces of [...cuts, TEXT.match(/.{1,3}/gsu) ?? []]) {
      const wrapper = new LineWrapper(() => width);
      // Half a character is never sent by itself.
      if (pieces.some((piece) => /^[\uDC00-\uDFFF\u200D]|[\uD800-\uDBFF\u200D]$/u.test(piece)))
        continue;
      const rows = pieces.flatMap((piece) => wrapper.push(piece));
      expect([...rows, ...wrapper.end()]).toEqual(whole);
    }
  });

  it("keeps the indentation of a line", () => {
    expect(wrap("a:\n  b c\n    d", 20)).toEqual(["a:", "  b c", "    d"]);
  });

  it("goes by the width of the moment", () => {
    let width = 10;
    const wrapper = new LineWrapper(() => width);
    expect(wrapper.push("aaaa bbbb cccc ")).toEqual(["aaaa bbbb"]);
    width = 30;
    expect(wrapper.push("dddd eeee")).toEqual([]);
    expect(wrapper.partial).toBe("cccc dddd eeee");
  });

  it("is put on one row", () => {
    expect(oneLine(" a\n b\tc ", 10)).toBe("a b c");
    expect(oneLine("漢字漢字漢字", 6)).toBe("漢字…");
  });
});

describe("what is being typed", () => {
  const layout = (text: string, cursor: number, width = 10, height = 8) =>
    inputRows({ prompt: "› ", text, cursor, width, height });

  it("breaks at the width, with the cursor where it belongs", () => {
    expect(layout("hello", 5)).toEqual({ rows: ["› hello"], cursor: { row: 0, column: 7 } });
    expect(layout("hello world", 11)).toEqual({
      rows: ["› hello wo", "  rld"],
      cursor: { row: 1, column: 5 },
    });
    expect(layout("hello world", 8).cursor).toEqual({ row: 1, column: 2 });
    expect(layout("12345678", 8)).toEqual({
      rows: ["› 12345678", "  "],
      cursor: { row: 1, column: 2 },
    });
  });

  it("shows pasted lines as lines", () => {
    expect(layout("one\ntwo", 5)).toEqual({
      rows: ["› one", "  two"],
      cursor: { row: 1, column: 3 },
    });
    expect(layout("one\ntwo", 3).cursor).toEqual({ row: 0, column: 5 });
  });

  it("counts wide characters", () => {
    expect(layout("漢字漢字漢", 5)).toEqual({
      rows: ["› 漢字漢字", "  漢"],
      cursor: { row: 1, column: 4 },
    });
  });

  it("shows the rows around the cursor when there are too many", () => {
    const text = "1\n2\n3\n4\n5";
    expect(layout(text, text.length, 10, 2).rows).toEqual(["  4", "  5"]);
    expect(layout(text, 0, 10, 2)).toEqual({ rows: ["› 1", "  2"], cursor: { row: 0, column: 2 } });
  });
});

describe("times", () => {
  it("are said for people", () => {
    expect([0, 340, 2400, 65_000, 180_000].map(duration)).toEqual([
      "0 ms",
      "340 ms",
      "2.4 s",
      "65 s",
      "3 min",
    ]);
    const now = Date.UTC(2026, 0, 10);
    const minutes = [0, 5, 95, 30 * 60, 80 * 60];
    expect(minutes.map((m) => ago(now - m * 60_000, now))).toEqual([
      "just now",
      "5 min ago",
      "1 h ago",
      "yesterday",
      "3 days ago",
    ]);
  });
});
