import { expect, it } from "vitest";
import { codeOf, offer, readDecision } from "../src/agent/decision.js";

it("reads decisions, and takes all else for talk", () => {
  const code = "3f2a91";
  expect(readDecision("allow 3f2a91")).toEqual({ code, decision: "allow-once" });
  expect(readDecision(" Deny `3F2A91`. ")).toEqual({ code, decision: "deny" });
  expect(readDecision("always: 3f2a91!")).toEqual({ code, decision: "allow-always" });
  for (const talk of [
    "allow",
    "yes",
    "3f2a91",
    "allow 3f2a9",
    "allow 3f2a911",
    "do not allow 3f2a91",
    "allow 3f2a91 if the tests pass",
    "disallow 3f2a91",
  ]) {
    expect(readDecision(talk), talk).toBeUndefined();
  }
});

it("gives every approval a code of its own, the same each time", () => {
  expect(codeOf("a")).toMatch(/^[0-9a-f]{6}$/u);
  expect(codeOf("a")).toBe(codeOf("a"));
  expect(codeOf("a")).not.toBe(codeOf("b"));
});

it("offers what the gateway accepts", () => {
  expect(offer(["allow-once", "deny"], "3f2a91")).toBe("`allow 3f2a91` or `deny 3f2a91`");
  expect(offer(["allow-always"], "3f2a91")).toBe("`always 3f2a91`");
});
