import { GatewayClient } from "@hawser/gateway-client";
import { createWsChannelServer } from "@hawser/ws-channel-protocol/server";
import { WsChannelClient } from "@hawser/ws-channel-protocol/client";
import { AgentFailure, startGateway, startGroupChat, type GatewayAgent } from "@hawser/testkit";
import { GroupChatRunsClient } from "@hawser/groupchat-runs-client";
import { expect, test } from "vitest";
import { gatewayAgent } from "../../src/gateway.js";
import { isUnreachable, MemoryStore, type Source, type SourceTask } from "../../src/index.js";
import { groupchatSource } from "../../src/sources/groupchat.js";
import { wsChannelSource } from "../../src/sources/ws-channel.js";
import { later } from "../support/cleanup.js";
import { start } from "../support/run.js";

async function open(agent: GatewayAgent): Promise<{
  gw: Awaited<ReturnType<typeof startGateway>>;
  connect: () => GatewayClient;
}> {
  const gw = await startGateway({ agent });
  later(() => gw.close());
  const connect = (): GatewayClient => {
    const client = new GatewayClient({ url: gw.url, token: gw.token, wake: false });
    later(() => client.close());
    return client;
  };
  return { gw, connect };
}

test("a web channel in front of a gateway, through a connection that is cut in the middle", async () => {
  const { gw, connect } = await open(async function* (text, { sleep }) {
    yield `You said `;
    await sleep(20);
    gw.faults.drop();
    yield text;
  });
  const server = createWsChannelServer({ port: 0, host: "127.0.0.1" });
  later(() => server.close());
  start({ source: wsChannelSource(server), agent: gatewayAgent(connect()) });
  await expect.poll(() => server.port, { timeout: 10_000 }).not.toBe(0);
  const ada = new WsChannelClient({ url: server.url, senderId: "ada", senderName: "Ada" });
  later(() => ada.close());
  expect(await ada.send("/new").text()).toBe("You said Ada: \u2060/new");
  expect(gw.sessions.get("agent:main:ws-channel:direct_3a_ada")?.transcript).toHaveLength(2);
});

test("a GroupChat run worked by a gateway's agent: its tools are the progress, its reply the result", async () => {
  const { connect } = await open(async function* (text) {
    yield { tool: { name: "exec", args: { command: "npm test" }, result: "12 passed" } };
    yield `Done: ${text.split("\n")[0]}`;
  });
  const gc = await startGroupChat();
  later(() => gc.close());
  const { apiUrl, convexUrl, token } = gc;
  const runs = new GroupChatRunsClient({ apiUrl, convexUrl, token, wake: false });
  later(() => runs.close());
  const { watch } = start({
    source: groupchatSource(runs, { progress: { firstMs: 0, minIntervalMs: 0 } }),
    agent: gatewayAgent(connect()),
  });
  const run = gc.delegate({ task: "Fix the build" });
  expect((await watch.until("ended"))[0]).toMatchObject({ outcome: "replied" });
  expect(gc.comments(run.id).at(-1)).toBe("Done: Task: Fix the build");
  expect(watch.of("progress")[0]).toMatchObject({
    kind: "status",
    text: 'Using exec {"command":"npm test"}',
  });
});

/** One task, the same in every life. */
function once(replies: string[], text = "Work"): Source {
  const task: SourceTask = {
    id: "1",
    conversation: "c",
    text,
    speaker: { kind: "person", name: "Ada" },
    reply: (reply) => void replies.push(reply.text),
    fail: () => undefined,
    skip: () => undefined,
    release: () => undefined,
  };
  return {
    name: "desk",
    async *tasks() {
      yield task;
    },
  };
}

test("after a crash the gateway's run is found again instead of being worked twice", async () => {
  let worked = 0;
  const { gw, connect } = await open(async function* () {
    worked += 1;
    yield `worked ${worked} time`;
  });
  // As a crash leaves it: the task was begun, the run goes on at the gateway.
  const store = new MemoryStore();
  await store.put('task:["desk","1"]', { state: "working", attempt: 1, starts: 1, at: 0 });
  const earlier = connect();
  await earlier.chat.run({
    sessionKey: "agent:main:desk:c",
    message: "Ada: Work",
    idempotencyKey: "hawser:desk:1:1",
  }).result;
  const replies: string[] = [];
  const { watch, done } = start({ source: once(replies), agent: gatewayAgent(connect()), store });
  await done;
  expect(watch.of("begun")[0]).toMatchObject({ attempt: 1, resumed: true });
  expect(replies).toEqual(["worked 1 time"]);
  expect(gw.sessions.get("agent:main:desk:c")?.transcript).toHaveLength(2);

  // With other words it cannot be found: it is asked again.
  const again = new MemoryStore();
  await again.put('task:["desk","1"]', { state: "working", attempt: 1, starts: 1, at: 0 });
  await start({ source: once(replies, "Other"), agent: gatewayAgent(connect()), store: again })
    .done;
  expect(replies.at(-1)).toBe("worked 2 time");
});

test("a run that fails at the gateway fails the task, with the gateway's words", async () => {
  const { connect } = await open(async function* () {
    yield "";
    throw new AgentFailure("The model is asleep");
  });
  const { watch, done } = start({ source: once([]), agent: gatewayAgent(connect()) });
  await done;
  expect(watch.of("ended")[0]).toMatchObject({
    outcome: "failed",
    error: { message: expect.stringContaining("asleep") as string },
  });
});

test("an agent that says it has no reply says nothing", async () => {
  const { connect } = await open(async function* () {
    yield "NO_";
    yield "REPLY";
  });
  const replies: string[] = [];
  const { watch, done } = start({ source: once(replies), agent: gatewayAgent(connect()) });
  await done;
  expect(watch.of("ended")[0]).toMatchObject({ outcome: "replied", reply: { text: "" } });
});

test("a gateway that refuses the token cannot be asked", async () => {
  const { gw } = await open(async function* () {
    yield "Hello";
  });
  const client = new GatewayClient({ url: gw.url, token: "wrong", wake: false });
  later(() => client.close());
  const { watch, done } = start({ source: once([]), agent: gatewayAgent(client) });
  await done;
  const [ended] = watch.of("ended");
  expect(ended).toMatchObject({ outcome: "failed" });
  expect(isUnreachable(ended?.error)).toBe(true);
});
