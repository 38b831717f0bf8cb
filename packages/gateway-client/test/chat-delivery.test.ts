import { ConnectionLostError, TimeoutError } from "@hawser/core";
import { describe, expect, it } from "vitest";
import { newGateway, oldGateway, outcome, SESSION, started } from "./support/chat-port.js";
import { clientOf, openGateway } from "./support/gateway-client.js";

describe("a run fails", () => {
  it("when it is started after the client has given up on the network", async () => {
    const client = clientOf({ url: "ws://127.0.0.1:1", token: "t" }, { reconnect: false });
    await expect(client.connect()).rejects.toBeInstanceOf(ConnectionLostError);
    const run = client.chat.run({ sessionKey: "main", message: "anyone?" });
    await expect(run.result).rejects.toMatchObject({ code: "CONNECT_FAILED" });
  });

  it("when the gateway refuses its size by closing, instead of sending it again for ever", async () => {
    const gateway = await openGateway();
    const client = clientOf(gateway);
    await client.connect();
    gateway.faults.silence("chat.send");
    const run = client.chat.run({ sessionKey: "main", message: "too much for a proxy" });
    await gateway.waitFor("request", ({ method }) => method === "chat.send");
    gateway.faults.close(1009, "too big");
    await expect(run.result).rejects.toMatchObject({ code: "PAYLOAD_TOO_LARGE" });
  });
});

describe("a message that is not acknowledged", () => {
  it("is sent once more with its key when the line is up, then given up", async () => {
    const port = newGateway();
    let sends = 0;
    port.answer("chat.send", () => {
      sends++;
      throw new TimeoutError("chat.send: no answer", { timeoutMs: 1 });
    });
    const run = await port.run();
    expect(await outcome(run)).toBeInstanceOf(TimeoutError);
    expect(sends).toBe(2);
  });

  it("survives a deadline that the line was down for", async () => {
    const port = newGateway();
    const keys: unknown[] = [];
    port.answer("chat.send", (params) => {
      keys.push(params["idempotencyKey"]);
      if (keys.length === 1) throw new TimeoutError("too late", { timeoutMs: 1 });
      return started(params);
    });
    const run = await port.run();
    port.chat("key", "final", "here I am");
    expect(await outcome(run)).toMatchObject({ status: "final", text: "here I am" });
    expect(keys).toEqual(["key", "key"]);
  });
});

describe("a run the gateway names itself", () => {
  it("is followed when its name came with a repeated send", async () => {
    const port = oldGateway();
    let sends = 0;
    port.answer("chat.send", () => {
      if (++sends === 1) throw new TimeoutError("no answer", { timeoutMs: 1 });
      return { runId: "theirs-for-ours", status: "started" };
    });
    const run = await port.run();
    port.chat("theirs-for-ours", "final", "found");
    expect(await outcome(run)).toMatchObject({ text: "found" });
  });
});

it("what was kept until a run had its name is forgotten when it has", async () => {
  const port = oldGateway();
  let acknowledge = (_: unknown): void => undefined;
  port.answer("chat.send", () => new Promise((resolve) => (acknowledge = resolve)));
  await port.run();
  port.chat("somebody", "delta", "old news");
  acknowledge({ runId: "named", status: "started" });
  await port.settle();
  const second = await port.run({ idempotencyKey: "second" });
  acknowledge({ runId: "somebody", status: "started" });
  await port.settle();
  expect(second.runId).toBe("somebody");
  expect(second.text).toBe("");
});

it("two runs with one key do not take each other's end away", async () => {
  const port = newGateway();
  const first = await port.run();
  const second = await port.run();
  port.registry.start(
    { sessionKey: SESSION, message: "x", idempotencyKey: "another" },
    { silenceMs: 30_000, cumulative: () => true },
  );
  void first.abort();
  await port.clock.advance(6_000);
  expect(await outcome(first)).toMatchObject({ status: "aborted" });
  port.chat("key", "final", "for the second");
  expect(await outcome(second)).toMatchObject({ text: "for the second" });
});
