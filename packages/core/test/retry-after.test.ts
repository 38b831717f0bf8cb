import { parseRetryAfter } from "@hawser/core";
import { expect, test } from "vitest";

const now = Date.parse("2026-01-01T00:00:00Z");

test.each([
  ["7", 7000],
  [" 0 ", 0],
  ["1.5", 1500],
  ["Thu, 01 Jan 2026 00:01:00 GMT", 60_000],
  ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
  ["soon", undefined],
  ["", undefined],
  [undefined, undefined],
])("%j", (header, ms) => {
  expect(parseRetryAfter(header, now)).toBe(ms);
});
