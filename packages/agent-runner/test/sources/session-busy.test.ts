import type { ChatMessage } from "@hawser/gateway-client";
import { expect, test } from "vitest";
import { isPreparing } from "../../src/sources/session-busy.js";
import { messagesOf } from "../../src/sources/session-messages.js";

const user: ChatMessage = { role: "user", content: "Hello", __openclaw: { id: "m1" } };
const injected: ChatMessage = { role: "assistant", content: "Aside", model: "gateway-injected" };
const agent: ChatMessage = {
  role: "assistant",
  content: "Hi",
  model: "m",
  __openclaw: { id: "m2" },
};

function phase(name: string): { readonly runId: string; readonly text: string } {
  const event = { stream: "run_status", data: { phase: name } };
  return Object.assign({ runId: "r", text: "" }, { events: [event] });
}

// As 2026.9.6 tells it in chat.history.
test.each([
  ["before anything is known of it", { runId: "r", text: "" }, true],
  ["in its workspace", phase("preparing_workspace"), true],
  ["with its context", phase("preparing_context"), true],
  ["with its model asked", phase("starting_model"), false],
  ["with its first words", { runId: "r", text: "Hi" }, false],
  ["over", undefined, false],
] as const)("a run %s: must an answer wait?", (_what, inFlightRun, waits) => {
  const messages = messagesOf([user, ...(inFlightRun === undefined ? [agent] : [])]);
  expect(isPreparing({ inFlightRun: inFlightRun ?? null }, messages)).toBe(waits);
});

test("a message that nobody has answered may be about to be", () => {
  expect(isPreparing({}, messagesOf([agent, user, injected]))).toBe("soon");
  expect(isPreparing({}, messagesOf([]))).toBe(false);
  // Older gateways do not mind (2026.3).
  expect(isPreparing({}, messagesOf([{ role: "user", content: "Hello" }]))).toBe(false);
});
