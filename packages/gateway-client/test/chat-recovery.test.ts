import { faultProxy } from "@hawser/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import type { GatewayClient } from "../src/index.js";
import { clientOf, openGateway, readRun, textReaches } from "./support/gateway-client.js";

const MESSAGE = "SLOW:30x10 tell me";
const REPLY = `echo: ${MESSAGE}${Array.from({ length: 30 }, (_, i) => ` w${i + 1}`).join("")}`;
/** How often the agent was asked: what a doubled message would raise. */
async function timesAsked(client: GatewayClient): Promise<number> {
  const { messages } = await client.chat.history({ sessionKey: "main" });
  return messages.filter(({ role }) => role === "user").length;
}

const sends = (requests: readonly { method: string; params: unknown }[]): string[] =>
  requests
    .filter(({ method }) => method === "chat.send")
    .map(({ params }) => (params as { idempotencyKey: string }).idempotencyKey);

describe.each([3, 4] as const)("a run on protocol %i survives", (protocol) => {
  const open = (options = {}) => openGateway({ protocol, chatThrottleMs: 0, ...options });

  it("connections cut in mid-stream, with no text lost or doubled", async () => {
    const gateway = await open();
    const proxy = await faultProxy({ target: gateway.url });
    onTestFinished(() => proxy.close());
    const client = clientOf({ url: proxy.url, token: gateway.token });
    const run = client.chat.run({ sessionKey: "main", message: MESSAGE });
    let cuts = 0;
    let shown = "";
    for await (const event of run) {
      if (event.type === "text") shown += event.delta;
      if (event.type === "resync") shown = event.text;
      if (event.type === "text" && cuts < 3 && event.text.includes(`w${(cuts + 1) * 5}`)) {
        cuts++;
        await proxy.drop();
      }
    }
    expect(cuts).toBe(3);
    expect(shown).toBe(REPLY);
    expect(await run.result).toMatchObject({ status: "final", text: REPLY });
    expect(new Set(sends(gateway.requests)).size).toBe(1);
    expect(await timesAsked(client)).toBe(1);
  });

  it("an end that came while the line was down", async () => {
    const gateway = await open();
    const client = clientOf(gateway, {
      reconnect: { initialMs: 400, firstMaxMs: 1, jitter: "none" },
    });
    const run = client.chat.run({ sessionKey: "main", message: MESSAGE });
    await textReaches(run, 30);
    gateway.faults.refuseUpgrade(503, {}, { times: 1 });
    gateway.faults.drop();
    const result = await run.result;
    expect(result).toMatchObject({ status: "final", text: REPLY });
    expect(await timesAsked(client)).toBe(1);
  });

  it("a lost acknowledgement: the message is sent again with its key and worked once", async () => {
    const gateway = await open();
    const client = clientOf(gateway);
    await client.connect();
    gateway.faults.loseResponse("chat.send");
    const run = client.chat.run({ sessionKey: "main", message: "once" });
    await gateway.waitFor("request", ({ method }) => method === "chat.send");
    gateway.faults.drop();
    expect(await run.result).toMatchObject({ status: "final", text: "echo: once" });
    expect(new Set(sends(gateway.requests)).size).toBe(1);
    expect(await timesAsked(client)).toBe(1);
  });

  it("a crash of the gateway: the reply begins anew and says so", async () => {
    const gateway = await open();
    const client = clientOf(gateway);
    const run = client.chat.run({ sessionKey: "main", message: MESSAGE });
    await textReaches(run, 30);
    const reading = readRun(run);
    await gateway.restart({ graceful: false });
    const { shown } = await reading;
    const result = await run.result;
    expect(result.status).toBe("final");
    expect(shown).toBe(result.text);
    expect(result.text.endsWith("w30")).toBe(true);
  });

  it("a gap in the events", async () => {
    const gateway = await open();
    const client = clientOf(gateway);
    const gaps: unknown[] = [];
    client.on("gap", (gap) => gaps.push(gap));
    const run = client.chat.run({ sessionKey: "main", message: MESSAGE });
    await textReaches(run, 20);
    gateway.faults.gap(5);
    expect(await run.result).toMatchObject({ status: "final", text: REPLY });
    expect(gaps.length).toBeGreaterThan(0);
  });

  it("events sent twice and in the wrong order", async () => {
    const gateway = await open();
    const client = clientOf(gateway);
    gateway.faults.duplicate(10);
    gateway.faults.reorder(3, { event: "chat" });
    const run = client.chat.run({ sessionKey: "main", message: MESSAGE });
    const { shown } = await readRun(run);
    expect(shown).toBe(REPLY);
    expect((await run.result).text).toBe(REPLY);
  });

  it("a terminal event that never comes: the gateway is asked after a silence", async () => {
    const gateway = await open();
    const client = clientOf(gateway);
    await client.connect();
    gateway.faults.withholdTerminal(1);
    const run = client.chat.run({ sessionKey: "main", message: "quiet end" }, { silenceMs: 100 });
    expect(await run.result).toMatchObject({ status: "final", text: "echo: quiet end" });
  });

  it("a chat event of a wrong shape", async () => {
    const gateway = await open();
    const client = clientOf(gateway);
    await client.connect();
    gateway.faults.garbage("chat");
    const run = client.chat.run({ sessionKey: "main", message: MESSAGE }, { silenceMs: 200 });
    expect(await run.result).toMatchObject({ status: "final", text: REPLY });
  });

  it("being started before there is a connection at all", async () => {
    const gateway = await open();
    gateway.faults.refuseUpgrade(503, {}, { times: 2 });
    const run = clientOf(gateway).chat.run({ sessionKey: "main", message: "patience" });
    expect(await run.result).toMatchObject({ status: "final", text: "echo: patience" });
  });
});
