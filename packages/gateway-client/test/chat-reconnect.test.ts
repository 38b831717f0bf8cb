import { describe, expect, it } from "vitest";
import { oldGateway, outcome } from "./support/chat-port.js";

describe("a reconnect while the gateway is being asked", () => {
  it("is followed by asking for the new session: the message reaches a restarted 2026.3", async () => {
    const port = oldGateway();
    const run = await port.run();
    let answer = (_: unknown): void => undefined;
    port.answer("chat.history", () => new Promise((resolve) => (answer = resolve)));
    await port.clock.advance(31_000);
    port.transcript();
    port.lose();
    port.resume((hello) => {
      hello.snapshot.uptimeMs = 1;
    });
    answer({ messages: [] });
    await port.settle();
    expect(port.times("chat.send")).toBe(2);
    port.chat("key", "final", "from the new process");
    expect(await outcome(run)).toMatchObject({ text: "from the new process" });
  });
});
