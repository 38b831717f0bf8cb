import { type Agent, MemoryStore, type RunAgentOptions } from "@hawser/agent-runner";
import { gatewaySessionSource } from "@hawser/agent-runner/gateway";
import { type GatewayClient, messageText } from "@hawser/gateway-client";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { useClients } from "../src/clients.js";
import { type Running, useRunners } from "../src/runners.js";
import { SessionRunner } from "../src/session-runner.js";
import type { Stage } from "../src/stage.js";
import { until } from "../src/until.js";

const LABEL = "Second voice";
const reconnect = { initialMs: 50, maxMs: 300 };
const hear: Agent = ({ text }) => `heard ${text}`;

/** A session of a gateway that a runner listens to and speaks in, beside the session's own agent. */
export function runnerSessionScenarios(
  stage: () => Stage,
  signals: readonly ("SIGTERM" | "SIGKILL")[],
): void {
  describe("a session as a runner's source", () => {
    const clients = useClients(stage);
    const run = useRunners();

    /** A runner that listens already. */
    async function listen(
      options: Omit<RunAgentOptions, "source"> & Parameters<typeof gatewaySessionSource>[1],
    ): Promise<Running> {
      const { agent, loopGuard = {}, ...source } = options;
      const client = clients.make({ reconnect });
      const store = new MemoryStore();
      const running = run({
        source: gatewaySessionSource(client, { label: LABEL, ...source }),
        agent,
        loopGuard,
        store,
      });
      await until(async () => [...(await store.load())].length > 0);
      return running;
    }

    it("is answered in order, and each once, while its own agent answers", async () => {
      const { llm } = stage();
      const sessionKey = stage().session("second-voice");
      const person = await clients.connect();
      await say(person, sessionKey, "SAY:before anybody listened");
      const running = await listen({ sessionKey, agent: hear });
      llm.hold({ match: "SAY:one", afterChunks: 1 });
      const said = [say(person, sessionKey, "SAY:one of three")];
      await llm.waitFor((request) => request.text.includes("SAY:one") && request.state === "held");
      for (const message of ["SAY:two", "SAY:three"]) said.push(say(person, sessionKey, message));
      // A gateway that tells of messages has us answer before its own agent has.
      if (stage().protocol === 4) await running.until("ended");
      llm.release();
      expect(await Promise.all(said)).toEqual(["one of three", "two", "three"]);
      await running.until("ended", 3);
      expect(await running.stop()).toMatchObject({ replied: 3 });
      const spoken = await transcript(person, sessionKey);
      const asked = spoken.filter((line) => line.startsWith("user: ")).slice(1);
      expect(asked).toHaveLength(3);
      expect(spoken.filter((line) => line.includes("heard"))).toEqual(
        asked.map((line) => voice(line.slice("user: ".length))),
      );
      for (const own of ["one of three", "two", "three"]) {
        expect(spoken.filter((line) => line === `assistant: ${own}`)).toHaveLength(1);
      }
    });

    it("is heard in its own agent's words, and no answer answers itself", async () => {
      const sessionKey = stage().session("reviewed");
      const person = await clients.connect();
      const running = await listen({
        sessionKey,
        follow: "assistant",
        loopGuard: { agentTurns: Infinity },
        agent: ({ text, speaker, context }) =>
          `reviewed ${text} by ${speaker.kind} after ${context.at(-1)?.text}`,
      });
      await say(person, sessionKey, "SAY:first draft");
      await running.until("ended", 1);
      await say(person, sessionKey, "SAY:second draft");
      await running.until("ended", 2);
      await running.until("skipped", 2);
      expect(running.of("skipped").map(({ reason }) => reason)).toEqual([
        "own-message",
        "own-message",
      ]);
      const spoken = await transcript(person, sessionKey);
      expect(spoken.filter((line) => line.includes("reviewed"))).toEqual([
        `assistant: [${LABEL}]\n\nreviewed first draft by agent after SAY:first draft`,
        `assistant: [${LABEL}]\n\nreviewed second draft by agent after SAY:second draft`,
      ]);
    });

    it.each(["in full", "for short"])("may be named %s, in letters of any size", async (how) => {
      const full = stage().session("named");
      const short = full.replace("agent:main:", "");
      const person = await clients.connect();
      const named = how === "in full" ? full : short;
      const running = await listen({ sessionKey: named.replace("named", "Named"), agent: hear });
      await say(person, how === "in full" ? short : full, "SAY:hello");
      await running.until("ended");
      expect(await transcript(person, full)).toContain(voice("SAY:hello"));
    });

    it("that is reset takes back what is not answered, and is listened to on", async () => {
      const sessionKey = stage().session("reset");
      const person = await clients.connect();
      await say(person, sessionKey, "SAY:long ago");
      const stopped: string[] = [];
      const running = await listen({
        sessionKey,
        agent: async ({ text }, { signal }) => {
          if (!text.includes("wait")) return `heard ${text}`;
          await new Promise((resolve) => signal.addEventListener("abort", resolve));
          stopped.push(text);
          return "too late";
        },
      });
      await say(person, sessionKey, "SAY:wait for it");
      await running.until("begun");
      await person.sessions.reset({ key: sessionKey, reason: "reset" });
      await say(person, sessionKey, "SAY:fresh");
      expect((await running.until("ended", 2)).map(({ outcome }) => outcome)).toEqual([
        "stopped",
        "replied",
      ]);
      await person.chat.run({ sessionKey, message: "/new" }).result;
      await say(person, sessionKey, "SAY:fresher");
      await running.until("ended", 3);
      expect(running.of("accepted").map(({ task }) => task.text)).toEqual([
        "SAY:wait for it",
        "SAY:fresh",
        "SAY:fresher",
      ]);
      const spoken = await transcript(person, sessionKey);
      expect(spoken.filter((line) => line.includes(LABEL))).toEqual([voice("SAY:fresher")]);
      expect([stopped, spoken.join().includes("too late")]).toEqual([["SAY:wait for it"], false]);
    });

    it.each(signals)(
      "on a gateway that goes with %s while its message is worked",
      async (signal) => {
        const { gateway } = stage();
        const sessionKey = stage().session(signal.toLowerCase());
        const person = await clients.connect({ reconnect });
        await say(person, sessionKey, "SAY:hello");
        let goOn = (): void => undefined;
        const gone = new Promise<void>((resolve) => (goOn = resolve));
        const running = await listen({
          sessionKey,
          agent: async ({ text }) => {
            await gone;
            return `heard ${text}`;
          },
        });
        await say(person, sessionKey, "SAY:before");
        await running.until("begun");
        const slow = say(person, sessionKey, "SLOW:40x50 meanwhile");
        await stage().llm.waitFor((r) => r.text.includes("meanwhile") && r.chunksSent > 5);
        const restart = gateway.restart({ signal, timeoutMs: 60_000 });
        goOn();
        await restart;
        await slow;
        await say(person, sessionKey, "SAY:after");
        await running.until("ended", 3);
        await until(async () =>
          (await transcript(person, sessionKey)).includes(voice("SAY:after")),
        );
        const spoken = await transcript(person, sessionKey);
        expect(spoken.filter((line) => line.includes(LABEL))).toEqual(
          ["SAY:before", "SLOW:40x50 meanwhile", "SAY:after"].map((text) => voice(text)),
        );
      },
      180_000,
    );

    it("is answered once by a runner that is killed again and again", async () => {
      const { gateway } = stage();
      const sessionKey = stage().session("killed");
      const person = await clients.connect();
      const folder = await mkdtemp(join(tmpdir(), "hawser-e2e-runner-"));
      const file = join(folder, "runner.json");
      const runner = new SessionRunner(gateway, sessionKey, file);
      const asked: string[] = [];
      try {
        await runner.start();
        await until(async () => existsSync(file) && (await readFile(file, "utf8")) !== "");
        for (const [round, message] of ["one", "two", "three", "four"].entries()) {
          asked.push(`SAY:${message}`, `SAY:${message} meanwhile`);
          await say(person, sessionKey, `SAY:${message}`);
          await runner.wasAsked(`SAY:${message}`);
          // From the agent's first moment to after the answer.
          await sleep(round * 150);
          await runner.crash();
          await say(person, sessionKey, `SAY:${message} meanwhile`);
          await runner.start();
        }
        const heard = async (): Promise<string[]> =>
          (await transcript(person, sessionKey)).filter((line) => line.includes("heard"));
        await until(async () => (await heard()).length >= asked.length);
        await say(person, sessionKey, "SAY:the end");
        await until(async () => (await heard()).at(-1) === voice("SAY:the end"));
        expect(await heard()).toEqual([...asked, "SAY:the end"].map((said) => voice(said)));
      } finally {
        await runner.crash();
        await rm(folder, { recursive: true, force: true });
      }
    });
  });
}

/** What a person says, to the end of the agent's own reply. */
async function say(client: GatewayClient, sessionKey: string, message: string): Promise<string> {
  const { text: reply } = await client.chat.run({ sessionKey, message }).result;
  return reply;
}

async function transcript(client: GatewayClient, sessionKey: string): Promise<string[]> {
  const { messages } = await client.chat.history({ sessionKey });
  return messages.map((message) => `${message.role}: ${messageText(message)}`);
}

function voice(heard: string): string {
  return `assistant: [${LABEL}]\n\nheard ${heard}`;
}
