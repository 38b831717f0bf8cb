import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

import type * as frames from "../src/frames.js";

let web: typeof frames;

// As in a browser: the codec is chosen when the module loads.
beforeAll(async () => {
  vi.resetModules();
  vi.stubGlobal("Buffer", undefined);
  web = await import("../src/frames.js");
  vi.unstubAllGlobals();
});

afterAll(() => {
  vi.resetModules();
});

const text = fc.string({ unit: "binary" });

test("without Buffer, text comes from bytes as TextEncoder made them", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (value) => {
      const bytes = new TextEncoder().encode(value);
      expect(web.messageText(bytes)).toBe(value);
      expect(web.messageText(bytes.slice().buffer)).toBe(value);
    }),
  );
});

test("without Buffer, sizes are those of UTF-8, lone surrogates included", () => {
  fc.assert(
    fc.property(text, fc.constantFrom("", "\uD800", "\uDC00", "\uD83D\uDE00", "é", "€"), (a, b) => {
      expect(web.messageBytes(a + b + a)).toBe(new TextEncoder().encode(a + b + a).length);
    }),
  );
});

test("without Buffer, a byte order mark is skipped, too", () => {
  const values: unknown[] = [];
  web.parseFrames(new TextEncoder().encode('\uFEFF{"a":1}'), (value) => values.push(value));
  expect(values).toEqual([{ a: 1 }]);
});
