import { describe, expect, it } from "vitest";
import { newGateway, oldGateway, outcome } from "./support/chat-port.js";

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
