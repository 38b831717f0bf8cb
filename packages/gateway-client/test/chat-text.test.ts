import { describe, expect, it } from "vitest";
import type { ChatRun } from "../src/index.js";
import { newGateway, oldGateway, outcome } from "./support/chat-port.js";
import { readRun } from "./support/gateway-client.js";

const asked = { role: "user", content: "hello", idempotencyKey: "key:user" };

describe.each([
  ["2026.9", newGateway],
  ["2026.3", oldGateway],
])("the text of a run on %s", (_version, gateway) => {
  it("is fetched when its last words were missed and its end has none", async () => {
    const port = gateway();
    const run = await port.run();
    port.chat("key", "delta", "the answer is");
    port.transcript([asked, { role: "assistant", content: "the answer is 42" }]);
    port.emit("gap", { expected: 3, received: 4, missed: 1 });
    port.chat("key", "final");
    await port.settle();
    expect(await outcome(run)).toMatchObject({ status: "final", text: "the answer is 42" });
  });

  it("is fetched when the line was down before its wordless end", async () => {
    const port = gateway();
    const run = await port.run();
    port.chat("key", "delta", "the answer is");
    port.transcript([asked, { role: "assistant", content: "the answer is 42" }], ["key"]);
    port.answer("chat.send", () => ({ runId: "key", status: "in_flight" }));
    port.reconnect();
    await port.settle();
    port.chat("key", "final");
    await port.settle();
    expect(await outcome(run)).toMatchObject({ status: "final", text: "the answer is 42" });
  });

  it("is not fetched when nothing was missed", async () => {
    const port = gateway();
    const run = await port.run();
    port.chat("key", "delta", "the answer is 42");
    port.chat("key", "final");
    expect(await outcome(run)).toMatchObject({ status: "final", text: "the answer is 42" });
    expect(port.times("chat.history")).toBe(0);
  });

  it("stands when the transcript cannot be read", async () => {
    const port = gateway();
    const run = await port.run();
    port.chat("key", "delta", "the answer is");
    port.answer("chat.history", () => {
      throw new Error("no");
    });
    port.emit("gap", { expected: 3, received: 4, missed: 1 });
    port.chat("key", "final");
    await port.settle();
    expect(await outcome(run)).toMatchObject({ status: "final", text: "the answer is" });
  });
});

describe("a reader who comes after more events than are kept", () => {
  const busy = async (): Promise<ChatRun> => {
    const port = newGateway();
    const run = await port.run();
    let text = "";
    for (let i = 0; i < 1_500; i++) {
      text += `${i} `;
      port.chat("key", "delta", text);
      port.agent("key", "tool", { phase: "start", name: "read", toolCallId: String(i) });
    }
    port.chat("key", "final", text);
    return run;
  };

  it("sees the whole text", async () => {
    const run = await busy();
    const { shown, events } = await readRun(run);
    expect(shown).toBe((await run.result).text);
    expect(events.length).toBeLessThanOrEqual(1_025);
  });

  it("also when only tools came after what was lost", async () => {
    const port = newGateway();
    const run = await port.run();
    port.chat("key", "delta", "first of all");
    for (let i = 0; i < 1_500; i++) port.agent("key", "tool", { phase: "start", name: "read" });
    port.chat("key", "final", "first of all");
    const { shown } = await readRun(run);
    expect(shown).toBe("first of all");
  });
});
