import { describe, expect, test } from "vitest";
import { base64 } from "../src/images/base64.js";
import { fit } from "../src/images/limits.js";

describe("a picture's size", () => {
  test.each([
    [
      { width: 4000, height: 3000 },
      { width: 1600, height: 1200 },
    ],
    [
      { width: 300, height: 3200 },
      { width: 150, height: 1600 },
    ],
    [
      { width: 20, height: 10 },
      { width: 20, height: 10 },
    ],
    [
      { width: 20_000, height: 1 },
      { width: 1600, height: 1 },
    ],
  ])("%j becomes %j", (size, fitted) => {
    expect(fit(size, 1600)).toEqual(fitted);
  });
});

test("base64 of more bytes than a call takes arguments", () => {
  const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);
  expect(base64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
});
