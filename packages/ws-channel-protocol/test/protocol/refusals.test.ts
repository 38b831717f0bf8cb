import { describe, expect, it } from "vitest";
import {
  authRefusalText,
  CHAT_ERROR_CODES,
  CLOSE_CODE,
  CLOSE_CODES,
  parseAuthRefusal,
  TOKEN_REQUIRED,
} from "../../src/index.js";
import { recordedFrames } from "../support/fixtures.js";

describe("auth refusals", () => {
  it("are worded like upstream's", () => {
    const recorded = recordedFrames("in").map((frame) => frame["error"]);
    for (const reason of ["token_required", "token_expired", "timeout", "service_unavailable"]) {
      expect(recorded).toContain(authRefusalText(reason));
    }
  });

  it.each([
    ["token_required", false],
    ["token_expired", false],
    ["timeout", true],
    ["service_unavailable", true],
    ["timeout_of_your_account", false],
  ])("%s may pass: %s", (reason, transient) => {
    expect(parseAuthRefusal(authRefusalText(reason))).toEqual({ reason, transient });
  });

  it("are known in a close reason, too, and nowhere else", () => {
    expect(parseAuthRefusal("Token required")?.reason).toBe("token_required");
    expect(parseAuthRefusal("Authentication failed")).toEqual({ reason: "", transient: false });
    expect(parseAuthRefusal("Failed to parse message")).toBeUndefined();
    expect(TOKEN_REQUIRED).toContain("?token=");
  });
});

describe("close codes", () => {
  it("have a meaning each, and only a refusal is final", () => {
    for (const code of Object.values(CLOSE_CODE)) expect(CLOSE_CODES[code]).toBeDefined();
    const final = Object.entries(CLOSE_CODES).filter(([, { retryable }]) => !retryable);
    expect(final.map(([code]) => Number(code))).toEqual([CLOSE_CODE.unauthorized]);
  });
});

describe("error codes", () => {
  it("say which errors may pass", () => {
    const passing = Object.entries(CHAT_ERROR_CODES).filter(([, { retryable }]) => retryable);
    expect(passing.map(([code]) => code)).toEqual([
      "auth_unavailable",
      "rate_limited",
      "busy",
      "closing",
    ]);
  });
});
