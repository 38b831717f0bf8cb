import { GatewayClient } from "@hawser/gateway-client";
import { startGateway, type TestGateway } from "@hawser/testkit";
import { expect, test } from "vitest";
import { gatewayAgent, gatewaySessionSource } from "../../src/gateway.js";
import { MemoryStore } from "../../src/index.js";
import { later } from "../support/cleanup.js";
import { gate } from "../support/desk.js";
import { start } from "../support/run.js";

const sessionKey = "agent:main:main";

async function open(protocol: 3 | 4): Promise<{ gw: TestGateway; client: GatewayClient }> {
  const gw = await startGateway({ protocol });
  later(() => gw.close());
  return { gw, client: connect(gw) };
}

function connect(gw: TestGateway): GatewayClient {
  const client = new GatewayClient({ url: gw.url, token: gw.token, wake: false });
  later(() => client.close());
  return client;
}

async function say(client: GatewayClient, message: string): Promise<void> {
  await client.chat.run({ sessionKey, message }).result;
}

function texts(gw: TestGateway): string[] {
  const session = gw.sessions.open(sessionKey);
  return session.transcript.map(({ role, content }) => {
    const text = content.map((block) => ("text" in block ? String(block.text) : "")).join("");
    return `${role}: ${text}`;
  });
}

for (const protocol of [3, 4] as const) {
  test(`protocol ${protocol}: what is said from now on is answered into the transcript, once`, async () => {
    const { gw, client } = await open(protocol);
    await say(client, "Before anybody listened");
    const { watch, stop } = start({
      source: gatewaySessionSource(connect(gw), { sessionKey, label: "Second voice" }),
      agent: ({ text, context }) => `heard ${text} after ${context.length}`,
    });
    await gw.waitFor("request", (request) => request.method === "chat.history");
    await say(client, "Hello");
    await watch.until("ended");
    await say(client, "And again");
    await watch.until("ended", 2);
    expect(texts(gw).filter((text) => text.includes("heard"))).toEqual([
      "assistant: [Second voice]\n\nheard Hello after 2",
      expect.stringMatching(/heard And again after [45]$/) as string,
    ]);
    expect(await stop()).toMatchObject({ replied: 2 });
  });
}

test("what was said while nobody ran is worked after the start, and what was done is not", async () => {
  const { gw, client } = await open(4);
  const store = new MemoryStore();
  const agent = ({ text }: { text: string }): string => `heard ${text}`;
  await say(client, "Before");
  const source = gatewaySessionSource(connect(gw), { sessionKey });
  const first = start({ source, agent, store });
  await gw.waitFor("request", (request) => request.method === "chat.history");
  await say(client, "one");
  await first.watch.until("ended");
  await first.stop();
  await say(client, "two");
  const second = start({ source, agent, store });
  await second.watch.until("ended");
  expect(texts(gw).filter((text) => text.includes("heard"))).toEqual([
    "assistant: heard one",
    "assistant: heard two",
  ]);
});

test("an answer whose confirmation was lost is not injected twice", async () => {
  const { gw, client } = await open(4);
  await say(client, "Before");
  const { watch } = start({
    source: gatewaySessionSource(connect(gw), { sessionKey }),
    agent: () => "once",
  });
  await gw.waitFor("request", (request) => request.method === "chat.history");
  gw.faults.loseResponse("chat.inject");
  await say(client, "Hello");
  await gw.waitFor("request", (request) => request.method === "chat.inject");
  gw.faults.drop();
  expect((await watch.until("ended"))[0]).toMatchObject({ outcome: "replied" });
  expect(texts(gw).filter((text) => text.endsWith("once"))).toHaveLength(1);
});

test("a gateway's agent in the session it answers does not answer itself", async () => {
  const { gw, client } = await open(4);
  await say(client, "Before");
  const runner = connect(gw);
  const { watch, stop } = start({
    source: gatewaySessionSource(runner, { sessionKey }),
    agent: gatewayAgent(runner, { sessionKey: () => sessionKey }),
  });
  await gw.waitFor("request", (request) => request.method === "chat.history");
  await say(client, "Hello");
  await watch.until("skipped");
  expect(watch.of("skipped")[0]).toMatchObject({ reason: "own-message" });
  expect(await stop()).toMatchObject({ replied: 1, skipped: 1 });
});

for (const protocol of [3, 4] as const) {
  test(`protocol ${protocol}: a reset takes back what is not answered; commands are no tasks`, async () => {
    const { gw, client } = await open(protocol);
    await say(client, "Before");
    const { watch } = start({
      source: gatewaySessionSource(connect(gw), { sessionKey: "Main" }),
      agent: ({ text }, { signal }) =>
        text === "Wait"
          ? new Promise<string>((resolve) => {
              signal.addEventListener("abort", () => resolve("too late"));
            })
          : `heard ${text}`,
    });
    await gw.waitFor("request", (request) => request.method === "chat.history");
    await say(client, "Wait");
    await watch.until("begun");
    await client.sessions.reset({ key: sessionKey });
    await say(client, "/status");
    await say(client, "Hello");
    expect((await watch.until("ended", 2)).map(({ outcome }) => outcome)).toEqual([
      "stopped",
      "replied",
    ]);
    expect(texts(gw).filter((text) => /heard|too late/u.test(text))).toEqual([
      "assistant: heard Hello",
    ]);
  });
}

test.each([3, 4] as const)(
  "protocol %i: an answer that comes after a reset is not injected",
  async (protocol) => {
    const { gw, client } = await open(protocol);
    await say(client, "Before");
    const gone = gate();
    const { watch } = start({
      source: gatewaySessionSource(connect(gw), { sessionKey }),
      agent: async () => {
        await gone.passed;
        return "too late";
      },
    });
    await gw.waitFor("request", (request) => request.method === "chat.history");
    await say(client, "Hello");
    await watch.until("begun");
    await client.sessions.reset({ key: sessionKey });
    gone.open();
    expect((await watch.until("ended"))[0]).toMatchObject({ outcome: "stopped" });
    expect(texts(gw).join()).not.toContain("too late");
  },
);

test("a message whose run died with its gateway is answered once, though it was sent again", async () => {
  const { gw, client } = await open(3);
  await say(client, "Before");
  const { watch } = start({
    source: gatewaySessionSource(connect(gw), { sessionKey }),
    agent: ({ text }) => `heard ${text}`,
  });
  await gw.waitFor("request", (request) => request.method === "chat.history");
  const message = "SLOW:20x20 Hello";
  const run = client.chat.run({ sessionKey, message });
  for await (const event of run) if (event.type === "text") break;
  await gw.restart({ graceful: false });
  await run.result;
  await say(client, "And again");
  await watch.until("ended", 2);
  expect(texts(gw).filter((text) => text === `user: ${message}`)).toHaveLength(2);
  expect(texts(gw).filter((text) => text.includes("heard"))).toEqual([
    `assistant: heard ${message}`,
    "assistant: heard And again",
  ]);
});
