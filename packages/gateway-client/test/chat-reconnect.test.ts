import { ConnectionLostError } from "@hawser/core";
import { describe, expect, it } from "vitest";
import { newGateway, oldGateway, outcome, started } from "./support/chat-port.js";

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

  it("is asked again before a message is repeated to a gateway that was restarted (2026.9)", async () => {
    const port = newGateway();
    let cut = (_: Error): void => undefined;
    const hangs = (): Promise<never> => new Promise((_, reject) => (cut = reject));
    const lose = async (): Promise<void> => {
      port.lose();
      cut(new ConnectionLostError("gone", { retryable: true, maybeExecuted: true }));
      await port.settle();
    };
    const another = async (bootId: string): Promise<void> => {
      port.resume((hello) => {
        hello.server.bootId = bootId;
      });
      await port.settle();
    };
    port.answer("chat.send", hangs);
    const run = await port.run();
    await lose();
    port.answer("chat.history", hangs);
    await another("the second");
    await lose();
    port.answer("chat.send", started);
    port.transcript([
      { role: "user", content: "hello", idempotencyKey: "key:user" },
      { role: "assistant", content: "done before", __openclaw: { runId: "renamed" } },
    ]);
    await another("the third");
    expect(await outcome(run)).toMatchObject({ status: "final", text: "done before" });
    expect(port.times("chat.send")).toBe(1);
  });
});
