import { AuthError, ConnectionLostError, TimeoutError } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { inSeconds, secondsUntil } from "../src/line/countdown.js";
import { explainLine, type Explaining } from "../src/line/explain-line.js";
import { lineState } from "../src/line/line-state.js";
import { sentence } from "../src/line/problem.js";

const WORDS: Explaining = {
  peer: "gateway",
  explain: (error) => ({ what: sentence((error as Error).message), help: "" }),
};

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

describe("why there is no line", () => {
  const lost = (options: ConstructorParameters<typeof ConnectionLostError>[1]): string =>
    explainLine(new ConnectionLostError("x", options), WORDS).what;

  test("is told where it is known", () => {
    expect(lost({ maybeExecuted: true, phase: "ready" })).toBe("");
    expect(lost({ maybeExecuted: true, phase: "ready", closeCode: 1012 })).toMatch(/restarted/);
    expect(lost({ code: "AUTH_UNAVAILABLE", maybeExecuted: false })).toMatch(/who you are/);
    expect(lost({ code: "CONNECT_FAILED", maybeExecuted: false })).toMatch(/does not answer/);
    const late = new TimeoutError("x", { timeoutMs: 1 });
    expect(explainLine(late, WORDS).what).toMatch(/does not answer/);
    const refused = explainLine(new AuthError("Authentication failed: expired"), WORDS);
    expect(refused.what).toBe("Authentication failed: expired.");
  });
});

test("a client's state becomes the page's", () => {
  const error = new TimeoutError("x", { timeoutMs: 1 });
  const problem = explainLine(error, WORDS);
  expect(problem.what).toBe("The gateway does not answer.");
  expect(lineState({ status: "handshaking", attempt: 0 }, WORDS)).toEqual({ status: "connecting" });
  expect(lineState({ status: "ready", session: {}, since: 0 }, WORDS)).toEqual({ status: "ready" });
  expect(lineState({ status: "waiting", attempt: 1, delayMs: 5, until: 9, error }, WORDS)).toEqual({
    status: "waiting",
    until: 9,
    problem,
  });
  expect(lineState({ status: "closed" }, WORDS)).toEqual({ status: "closed", problem: undefined });
  expect(lineState({ status: "closed", error }, WORDS)).toEqual({ status: "closed", problem });
});
