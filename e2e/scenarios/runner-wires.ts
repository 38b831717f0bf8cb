import { MemoryStore, type Source } from "@hawser/agent-runner";
import { gatewayAgent, gatewaySessionSource } from "@hawser/agent-runner/gateway";
import { groupchatSource } from "@hawser/agent-runner/groupchat";
import { gruprSource } from "@hawser/agent-runner/grupr";
import { wsChannelSource } from "@hawser/agent-runner/ws-channel";
import { messageText } from "@hawser/gateway-client";
import { GroupChatRunsClient } from "@hawser/groupchat-runs-client";
import { GruprClient } from "@hawser/grupr-client";
import { faultProxy, type FaultProxy, llmWords, startGroupChat, startGrupr } from "@hawser/testkit";
import { WsChannelClient } from "@hawser/ws-channel-protocol/client";
import { createWsChannelServer } from "@hawser/ws-channel-protocol/server";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Clients, useClients } from "../src/clients.js";
import { useRunners } from "../src/runners.js";
import type { Stage } from "../src/stage.js";
import { until } from "../src/until.js";

const reconnect = { initialMs: 50, maxMs: 300 };
const LABEL = "Bosun";

/** A wire to the runner, by way of a proxy, and somebody who asks at its other end. */
interface Wire {
  readonly source: Source;
  readonly proxy: FaultProxy;
  ask(question: string): void;
  /** Every whole answer that arrived, doubled ones twice. */
  answers(): Promise<readonly string[]>;
}

/** Four wires, one agent behind a real gateway; their lines are cut, and the gateway restarts. */
export function runnerWireScenarios(stage: () => Stage): void {
  describe("four wires at once", () => {
    const clients = useClients(stage);
    const run = useRunners();

    it("are answered, every question once", async () => {
      const { gateway, llm } = stage();
      const agentLine = await faultProxy({ target: gateway.url });
      onTestFinished(() => agentLine.close());
      const gatewayClient = await clients.connect({ url: agentLine.url, reconnect });
      const wires = [
        await gruprWire(),
        await groupchatWire(),
        await channelWire(),
        await sessionWire(stage(), clients),
      ];
      const store = new MemoryStore();
      const running = run({
        source: wires.map(({ source }) => source),
        agent: gatewayAgent(gatewayClient, { message: ({ text }) => text }),
        concurrency: wires.length,
        store,
      });
      // The session is followed from its end on: there has to be one.
      await until(async () => [...(await store.load())].length > 0);
      let words = 20;
      const asked = wires.map((): string[] => []);
      const askAll = (): string[] =>
        wires.map((wire, index) => {
          const question = `SLOW:${++words}x60 wire ${index}`;
          asked[index]?.push(llmWords(words));
          wire.ask(question);
          return question;
        });
      const speaks = async (questions: readonly string[]): Promise<void> => {
        for (const question of questions) {
          await llm.waitFor((r) => r.text.includes(question) && r.chunksSent > 4, {
            timeoutMs: 60_000,
          });
        }
      };
      // Every line is cut in the middle of an answer, and more is asked while it is down.
      const lines = [agentLine, ...wires.map(({ proxy }) => proxy)];
      await speaks(askAll());
      await Promise.all(lines.map((line) => line.refuse(true)));
      await Promise.all(lines.map((line) => line.drop()));
      askAll();
      await Promise.all(lines.map((line) => line.refuse(false)));
      await running.until("ended", 8, 120_000);
      // The gateway goes in the middle of four answers, and comes back.
      await speaks(askAll());
      await gateway.restart({ signal: "SIGTERM", timeoutMs: 60_000 });
      await running.until("ended", 12, 120_000);
      askAll();
      await running.until("ended", 16, 120_000);
      await until(async () => (await answersOf(wires)).flat().length >= 16);
      expect(await answersOf(wires)).toEqual(asked);
      expect(await running.stop()).toMatchObject({ replied: 16, failed: 0, undelivered: 0 });
    }, 300_000);
  });
}

function answersOf(wires: readonly Wire[]): Promise<readonly (readonly string[])[]> {
  return Promise.all(wires.map((wire) => wire.answers()));
}

async function lineTo(url: string): Promise<FaultProxy> {
  const proxy = await faultProxy({ target: url });
  onTestFinished(() => proxy.close());
  return proxy;
}

async function gruprWire(): Promise<Wire> {
  const hub = await startGrupr();
  const proxy = await lineTo(hub.baseUrl);
  const { agentToken, agent, gruprId } = hub;
  const client = new GruprClient({ agentToken, agentId: agent.id, baseUrl: proxy.url });
  onTestFinished(async () => {
    await client.close();
    await hub.close();
  });
  return {
    source: gruprSource(client, { gruprId, cursor: new Date().toISOString() }),
    proxy,
    ask: (content) => void hub.say(gruprId, { from: "Ada", content }),
    answers: async () =>
      hub
        .messages(gruprId)
        .filter((message) => message.agent_id === agent.id)
        .map(({ content }) => content),
  };
}

async function groupchatWire(): Promise<Wire> {
  const groupchat = await startGroupChat();
  const proxy = await lineTo(groupchat.apiUrl);
  const client = new GroupChatRunsClient({
    token: groupchat.token,
    apiUrl: proxy.url,
    convexUrl: `http://127.0.0.1:${proxy.port}`,
  });
  onTestFinished(async () => {
    await client.close();
    await groupchat.close();
  });
  return {
    source: groupchatSource(client, { progress: false }),
    proxy,
    ask: (task) => void groupchat.delegate({ task }),
    answers: async () => groupchat.runs.flatMap(({ id }) => groupchat.comments(id)),
  };
}

async function channelWire(): Promise<Wire> {
  const server = createWsChannelServer({ port: 0, host: "127.0.0.1", env: {} });
  await server.listen();
  const proxy = await lineTo(server.url);
  const client = new WsChannelClient({ url: proxy.url, senderId: "linus", reconnect });
  const answers: string[] = [];
  client.on("message", ({ content }) => answers.push(content));
  onTestFinished(async () => {
    await client.close();
    await server.close({ drainMs: 0 });
  });
  await client.connect();
  return {
    source: wsChannelSource(server),
    proxy,
    ask: (question) => {
      const told = (text: string): void => void answers.push(text);
      client
        .send(question)
        .text()
        .then(told, (error: unknown) => told(String(error)));
    },
    answers: async () => answers,
  };
}

async function sessionWire(stage: Stage, clients: Clients): Promise<Wire> {
  const sessionKey = stage.session("wires");
  const barbara = await clients.connect({ reconnect });
  await barbara.chat.run({ sessionKey, message: "SAY:good morning" }).result;
  const proxy = await lineTo(stage.gateway.url);
  const client = clients.make({ url: proxy.url, reconnect });
  return {
    source: gatewaySessionSource(client, { sessionKey, label: LABEL }),
    proxy,
    // Her own agent answers her as well.
    ask: (message) => void barbara.chat.run({ sessionKey, message }).result.catch(() => undefined),
    answers: async () => {
      const { messages } = await barbara.chat.history({ sessionKey });
      return messages
        .map((message) => messageText(message) ?? "")
        .filter((text) => text.startsWith(`[${LABEL}]`))
        .map((text) => text.slice(LABEL.length + 2).trim());
    },
  };
}
