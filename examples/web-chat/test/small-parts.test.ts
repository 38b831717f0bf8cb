import { AuthError, ConnectionLostError, TimeoutError } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { base64 } from "../src/images/base64.js";
import { fit } from "../src/images/limits.js";
import { inSeconds, secondsUntil } from "../src/line/countdown.js";
import { explainLine } from "../src/line/explain-line.js";
import { nextTheme } from "../src/theme/theme.js";

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

describe("counting down", () => {
  test.each([
    [5000, 0, 5],
    [5000, 4001, 1],
    [5000, 5000, 0],
    [5000, 9000, 0],
  ])("to %i at %i: %i s", (until, now, seconds) => {
    expect(secondsUntil(until, now)).toBe(seconds);
  });

  test("in words", () => {
    expect([inSeconds(3), inSeconds(0)]).toEqual(["in 3 s", "now"]);
  });
});

test("the colours go round", () => {
  expect(nextTheme("system")).toBe("light");
  expect(nextTheme("light")).toBe("dark");
  expect(nextTheme("dark")).toBe("system");
});

describe("why there is no line", () => {
  const lost = (options: ConstructorParameters<typeof ConnectionLostError>[1]): string =>
    explainLine(new ConnectionLostError("x", options)).what;

  test("is told where it is known", () => {
    expect(lost({ maybeExecuted: true, phase: "ready" })).toBe("");
    expect(lost({ maybeExecuted: true, phase: "ready", closeCode: 1012 })).toMatch(/restarted/);
    expect(lost({ code: "AUTH_UNAVAILABLE", maybeExecuted: false })).toMatch(/who you are/);
    expect(lost({ code: "CONNECT_FAILED", maybeExecuted: false })).toMatch(/does not answer/);
    const late = new TimeoutError("x", { timeoutMs: 1 });
    expect(explainLine(late).what).toMatch(/does not answer/);
    const refused = explainLine(new AuthError("Authentication failed: expired"));
    expect(refused.what).toContain("Authentication failed: expired.");
  });
});
