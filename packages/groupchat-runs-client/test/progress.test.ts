import { monotonic } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import { describe, expect, it } from "vitest";
import { ProgressComments, type ProgressOptions } from "../src/work/progress.js";
import { errorMessage, firstChars, lastChars } from "../src/work/text.js";

function progress(options: ProgressOptions = {}) {
  const clock = new ManualClock(0);
  const posted: [number, string][] = [];
  const errors: unknown[] = [];
  let fails = 0;
  const comments = new ProgressComments({
    options,
    clock,
    now: monotonic(clock),
    post: (text) => {
      posted.push([clock.now(), text]);
      return fails-- > 0 ? Promise.reject(new Error("no")) : Promise.resolve();
    },
    onError: (error) => errors.push(error),
  });
  return { clock, posted, errors, comments, failNext: () => (fails = 1) };
}

describe("progress", () => {
  it("waits a moment for better words, then posts the latest, with time in between", async () => {
    const { clock, posted, comments } = progress();
    comments.update("a");
    comments.update("ab");
    await clock.advance(1000);
    comments.update("abc");
    await clock.advance(3000);
    comments.update("abcd");
    await clock.advance(10_000);
    expect(posted).toEqual([
      [1000, "ab"],
      [6000, "abcd"],
    ]);
  });

  it("posts nothing twice, and nothing without words", async () => {
    const { clock, posted, comments } = progress();
    comments.update("  ");
    comments.update("same");
    await clock.advance(2000);
    comments.update("same");
    await clock.advance(60_000);
    expect(posted).toHaveLength(1);
  });

  it("goes on after a comment that failed", async () => {
    const { clock, posted, errors, comments, failNext } = progress();
    failNext();
    comments.update("a");
    await clock.advance(1000);
    comments.update("b");
    await clock.advance(5000);
    expect(posted.map(([, text]) => text)).toEqual(["a", "b"]);
    expect(errors).toHaveLength(1);
  });

  it("ends with what waits, or without", async () => {
    const flushed = progress();
    flushed.comments.update("last");
    await flushed.comments.end("Done.");
    flushed.comments.update("later");
    expect(flushed.posted).toEqual([[0, "last"]]);
    const dropped = progress();
    dropped.comments.update("last");
    await dropped.comments.end();
    expect(dropped.posted).toEqual([]);
    expect([flushed.clock.pending, dropped.clock.pending]).toEqual([0, 0]);
  });

  it.each(["It is", "It is done.", " It is done. "])(
    "ends without %j, which the last word says",
    async (text) => {
      const { posted, comments } = progress();
      comments.update(text);
      await comments.end("It is done.\n");
      expect(posted).toEqual([]);
    },
  );

  it("goes on when the clock is set back", async () => {
    const { clock, posted, comments } = progress();
    comments.update("a");
    await clock.advance(1000);
    clock.jump(-3_600_000);
    comments.update("b");
    await clock.advance(5000);
    expect(posted.map(([, text]) => text)).toEqual(["a", "b"]);
  });
});

describe("texts", () => {
  it("are cut without halving a character", () => {
    expect(lastChars("abc", 3)).toBe("abc");
    expect(lastChars("abcdef", 4)).toBe("…def");
    expect(lastChars("ab😀cd", 4)).toBe("…cd");
    expect(firstChars("abcdef", 4)).toBe("abc…");
    expect(firstChars("abc😀", 5)).toBe("abc😀");
    expect(firstChars("abc😀def", 5)).toBe("abc…");
  });

  it("of errors are there whatever was thrown", () => {
    expect(errorMessage(new Error(""), 100, [])).toBe("The agent failed without a message.");
    expect(errorMessage("plain", 100, [])).toBe("plain");
    expect(errorMessage(undefined, 100, [])).toBe("undefined");
    expect(errorMessage(new Error("with s3cret"), 100, ["s3cret"])).toBe("with [redacted]");
  });
});
