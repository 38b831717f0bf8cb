import type { Agent } from "@hawser/agent-runner";
import { gatewayAgent } from "@hawser/agent-runner/gateway";
import { groupchatSource } from "@hawser/agent-runner/groupchat";
import { gruprSource } from "@hawser/agent-runner/grupr";
import { wsChannelSource } from "@hawser/agent-runner/ws-channel";
import { GroupChatRunsClient } from "@hawser/groupchat-runs-client";
import { GruprClient } from "@hawser/grupr-client";
import { faultProxy, llmWords, startGroupChat, startGrupr } from "@hawser/testkit";
import { WsChannelClient } from "@hawser/ws-channel-protocol/client";
import { createWsChannelServer } from "@hawser/ws-channel-protocol/server";
import { describe, expect, it, onTestFinished } from "vitest";
import { rejection, useClients } from "../src/clients.js";
import { useRunners } from "../src/runners.js";
import type { Stage } from "../src/stage.js";
import { until } from "../src/until.js";

const reconnect = { initialMs: 50, maxMs: 300 };

/** An agent behind a real gateway, asked by a runner on each of the wires. */
export function runnerAgentScenarios(stage: () => Stage): void {
  describe("an agent behind the gateway", () => {
    const clients = useClients(stage);
    const run = useRunners();

    function agentAt(url?: string): Agent {
      const client = clients.make({ reconnect, ...(url !== undefined && { url }) });
      return gatewayAgent(client, { message: ({ text }) => text });
    }

    it("answers the people of a Grupr room, each once, though its line is cut", async () => {
      const hub = await startGrupr();
      const proxy = await faultProxy({ target: stage().gateway.url });
      const { agentToken, agent, baseUrl, gruprId } = hub;
      const grupr = new GruprClient({ agentToken, agentId: agent.id, baseUrl });
      onTestFinished(async () => {
        await grupr.close();
        await Promise.all([hub.close(), proxy.close()]);
      });
      const running = run({
        source: gruprSource(grupr, { gruprId, contextMessages: 0 }),
        agent: agentAt(proxy.url),
      });
      await hub.waitFor("subscribe");
      const other = hub.addAgent("Another agent");
      hub.assign(gruprId, other);
      hub.say(gruprId, { from: other, content: "SAY:beep" });
      hub.say(gruprId, { from: "Ada", content: "SLOW:30x60 for Ada" });
      hub.say(gruprId, { from: "Grace", content: "SAY:for Grace" });
      await stage().llm.waitFor((r) => r.text.includes("for Ada") && r.chunksSent > 5);
      await proxy.drop();
      await running.until("ended", 2);
      const said = hub.messages(gruprId).filter((message) => message.agent_id === agent.id);
      expect(said.map(({ content }) => content)).toEqual([llmWords(30), "for Grace"]);
    });

    it("works a GroupChat run, says what it does, and stops with its owner", async () => {
      const groupchat = await startGroupChat();
      const { token, apiUrl, convexUrl } = groupchat;
      const runs = new GroupChatRunsClient({ token, apiUrl, convexUrl });
      onTestFinished(async () => {
        await runs.close();
        await groupchat.close();
      });
      const running = run({
        source: groupchatSource(runs, { progress: { text: false, firstMs: 0 } }),
        agent: agentAt(),
      });
      const work = groupchat.delegate({ task: 'TOOL:process {"action":"list"}' });
      await running.until("ended");
      expect(work.status).toBe("FINISHED");
      expect(groupchat.comments(work.id)).toEqual([
        'Using process {"action":"list"}',
        expect.stringMatching(/^echo: \S/) as string,
      ]);
      const hole = groupchat.delegate({ task: "SLOW:400x50 dig" });
      await stage().llm.waitFor((r) => r.text.includes("dig") && r.chunksSent > 5);
      groupchat.stop(hole.id);
      await stage().llm.waitFor((r) => r.text.includes("dig") && r.state === "aborted");
      expect((await running.until("ended", 2))[1]).toMatchObject({ outcome: "stopped" });
      expect(groupchat.comments(hole.id)).toEqual([]);
    });

    it("streams to a web channel, and a stop there ends the run", async () => {
      const { llm } = stage();
      const server = createWsChannelServer({ port: 0, host: "127.0.0.1", env: {} });
      await server.listen();
      const linus = new WsChannelClient({ url: server.url, senderId: "linus" });
      onTestFinished(async () => {
        await linus.close();
        await server.close({ drainMs: 0 });
      });
      run({
        source: wsChannelSource(server, { failureText: (error) => String(error) }),
        agent: agentAt(),
      });
      await linus.connect();
      const reply = linus.send("SLOW:20x60");
      const texts: string[] = [];
      for await (const event of reply) if (event.type === "text") texts.push(event.text);
      expect(texts.length).toBeGreaterThan(2);
      expect(await reply.text()).toBe(llmWords(20));
      const endless = linus.send("SLOW:400x50 endless");
      for await (const event of endless) if (event.type === "text") break;
      endless.stop();
      expect((await endless.result).end).toBe("stopped");
      await llm.waitFor((r) => r.text.includes("endless") && r.state === "aborted");
      expect(await linus.send("SAY:still here").text()).toBe("still here");
      expect(String(await rejection(linus.send("FAIL:400").text()))).toMatch(/400|rejected/);
    });

    it("is stopped when its time is over, and not asked again", async () => {
      const { llm } = stage();
      const { hub, source } = await room();
      const running = run({ source, agent: agentAt(), timeoutMs: 4000 });
      await hub.waitFor("subscribe");
      llm.hold({ match: "too long" });
      hub.say(hub.gruprId, { from: "Ada", content: "SAY:too long" });
      await llm.waitFor((r) => r.text.includes("too long"));
      expect((await running.until("ended"))[0]).toMatchObject({
        outcome: "failed",
        attempts: 1,
        error: { code: "AGENT_TIMEOUT" },
      });
      await llm.waitFor((r) => r.text.includes("too long") && r.state === "aborted");
      llm.release();
      // A model that fails is no reason to ask again, either: the gateway has tried.
      hub.say(hub.gruprId, { from: "Ada", content: "FAIL:400" });
      const [, failed] = await running.until("ended", 2);
      expect(failed).toMatchObject({
        outcome: "failed",
        attempts: 1,
        error: { name: "RemoteError" },
      });
      hub.say(hub.gruprId, { from: "Ada", content: "SAY:and now?" });
      await hub.waitFor("message", (message) => message.content === "and now?");
    });

    it("waits for a person's approval, and for nobody once it is stopped", async () => {
      const { protocol } = stage();
      const boss = clients.make();
      const watching = boss.approvals.watch();
      await boss.connect();
      const groupchat = await startGroupChat();
      const { token, apiUrl, convexUrl } = groupchat;
      const runs = new GroupChatRunsClient({ token, apiUrl, convexUrl });
      onTestFinished(async () => {
        await runs.close();
        await groupchat.close();
      });
      const running = run({ source: groupchatSource(runs), agent: agentAt(), concurrency: 2 });
      const command = `TOOL:exec ${JSON.stringify({ command: "echo approved" })}`;
      const work = groupchat.delegate({ task: command });
      const { value: requested } = await watching.next();
      const { id } = requested!.approval;
      // An older gateway's agent does not wait: it says that somebody has to approve.
      if (protocol === 4) expect(running.of("ended")).toEqual([]);
      await boss.approvals.resolve({ id, decision: "approve" });
      await running.until("ended");
      expect(work.status).toBe("FINISHED");
      const [last = ""] = groupchat.comments(work.id).slice(-1);
      expect(last).toMatch(protocol === 4 ? /approved/ : /approval/i);
      const resolved = await watching.next();
      expect(resolved.value).toMatchObject({ type: "resolved", approval: { id } });
      if (protocol === 4) {
        const unwanted = groupchat.delegate({ task: command.replace("approved", "unwanted") });
        await watching.next();
        groupchat.stop(unwanted.id);
        expect((await running.until("ended", 2))[1]).toMatchObject({ outcome: "stopped" });
        await until(() => boss.approvals.pending.length === 0);
      }
      await watching.return?.();
    });

    async function room() {
      const hub = await startGrupr();
      const { agentToken, agent, baseUrl, gruprId } = hub;
      const grupr = new GruprClient({ agentToken, agentId: agent.id, baseUrl });
      onTestFinished(async () => {
        await grupr.close();
        await hub.close();
      });
      return { hub, source: gruprSource(grupr, { gruprId, contextMessages: 0 }) };
    }
  });
}
