import { faultProxy, llmWords, type FaultProxy } from "@hawser/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { useClients } from "../src/clients.js";
import { follow, followLive } from "../src/follow.js";
import type { Stage } from "../src/stage.js";

/** Faults between the client and the gateway while replies are under way. */
export function cutScenarios(stage: () => Stage): void {
  describe("a bad line", () => {
    const clients = useClients(stage);
    let proxy: FaultProxy;
    beforeEach(async () => {
      proxy = await faultProxy({ target: stage().gateway.url });
    });
    afterEach(async () => {
      stage().llm.release();
      await proxy.close();
    });

    function timesAsked(message: string): number {
      return stage().llm.requests.filter((request) => request.text === message).length;
    }

    it("cut in mid-stream: the reply goes on, nothing lost, nothing doubled", async () => {
      const { llm } = stage();
      const client = await clients.connect({ url: proxy.url });
      const message = "SLOW:40x20 cut";
      llm.hold({ match: message, afterChunks: 15 });
      const run = followLive(client.chat.run({ sessionKey: stage().session("cut"), message }));
      await run.until((shown) => shown.startsWith("w1"));
      await proxy.drop();
      await proxy.waitForAccepted(2);
      llm.release();
      const { shown, result, events } = await run.done;
      expect(result).toMatchObject({ status: "final", text: llmWords(40) });
      expect(shown).toBe(llmWords(40));
      expect(events).toContainEqual({ type: "status", phase: "reconnecting" });
      expect(timesAsked(message)).toBe(1);
    });

    it("cut, and the reply ends while nobody listens", async () => {
      const { llm } = stage();
      const client = await clients.connect({ url: proxy.url });
      const message = "SLOW:30x5 unheard";
      llm.hold({ match: message, afterChunks: 15 });
      const started = client.chat.run({ sessionKey: stage().session("unheard"), message });
      const run = followLive(started);
      await run.until((shown) => shown.startsWith("w1"));
      await proxy.refuse(true);
      await proxy.drop();
      llm.release();
      await llm.waitFor((request) => request.text === message && request.state === "done");
      // The gateway's own end of the run, seen by a client whose line is good.
      const witness = await clients.connect();
      await witness.request("agent.wait", { runId: started.runId, timeoutMs: 20_000 });
      await proxy.refuse(false);
      const { shown, result } = await run.done;
      expect(result).toMatchObject({ status: "final", text: llmWords(30) });
      expect(shown).toBe(llmWords(30));
      expect(timesAsked(message)).toBe(1);
    });

    it("cut again and again", async () => {
      const client = await clients.connect({ url: proxy.url, reconnect: { firstMaxMs: 50 } });
      const message = "SLOW:60x50 often";
      const run = followLive(client.chat.run({ sessionKey: stage().session("often"), message }));
      for (const word of ["w8", "w20", "w32", "w44"]) {
        await run.until((shown) => shown.includes(word));
        await proxy.drop();
      }
      const { shown, result } = await run.done;
      expect(result).toMatchObject({ status: "final", text: llmWords(60) });
      expect(shown).toBe(llmWords(60));
      expect(timesAsked(message)).toBe(1);
    });

    it("cut inside a frame", async () => {
      const client = await clients.connect({ url: proxy.url });
      const message = "SLOW:40x20 inside";
      const run = followLive(client.chat.run({ sessionKey: stage().session("inside"), message }));
      await run.until((shown) => shown.includes("w3"));
      proxy.dropAfter(700);
      const { shown, result } = await run.done;
      expect(proxy.accepted).toBe(2);
      expect(result).toMatchObject({ status: "final", text: llmWords(40) });
      expect(shown).toBe(llmWords(40));
    });

    it("garbled", async () => {
      const client = await clients.connect({ url: proxy.url });
      const message = "SLOW:40x20 garbled";
      const run = followLive(client.chat.run({ sessionKey: stage().session("garbled"), message }));
      await run.until((shown) => shown.includes("w3"));
      proxy.garble();
      const { shown, result } = await run.done;
      expect(proxy.accepted).toBe(2);
      expect([result.text, shown]).toEqual([llmWords(40), llmWords(40)]);
    });

    it("cut before the message was acknowledged: it is worked once", async () => {
      const { llm } = stage();
      const client = await clients.connect({ url: proxy.url });
      const message = "SLOW:10x10 unacknowledged";
      llm.hold({ match: message });
      proxy.stall("down");
      const run = follow(client.chat.run({ sessionKey: stage().session("unacked"), message }));
      await llm.waitFor((request) => request.text === message);
      await proxy.drop();
      proxy.resume();
      await proxy.waitForAccepted(2);
      llm.release();
      const { shown, result } = await run;
      expect([result.status, result.text, shown]).toEqual(["final", llmWords(10), llmWords(10)]);
      expect(timesAsked(message)).toBe(1);
    });

    it("stopped while the line is down", async () => {
      const { llm } = stage();
      const client = await clients.connect({ url: proxy.url });
      const message = "SLOW:50x40 stop later";
      llm.hold({ match: message, afterChunks: 10 });
      const run = client.chat.run({ sessionKey: stage().session("stop-later"), message });
      const live = followLive(run);
      await live.until((shown) => shown.startsWith("w1"));
      await proxy.refuse(true);
      await proxy.drop();
      const aborted = run.abort();
      await proxy.refuse(false);
      await aborted;
      const { result } = await live.done;
      expect(result.status).toBe("aborted");
      await llm.waitFor((request) => request.text === message && request.state === "aborted");
    });

    it("dead without a word: noticed, and mended once it is alive again", async () => {
      const client = await clients.connect({ url: proxy.url, idleLimitMs: 1500 });
      const states: string[] = [];
      const lost = new Promise<void>((resolve) => {
        client.on("state", (state) => {
          states.push(state.status);
          if (state.status === "waiting") resolve();
        });
      });
      proxy.stall();
      await lost;
      await proxy.drop();
      proxy.resume();
      await client.sessions.list({ limit: 1 });
      expect(client.state.status).toBe("ready");
    });

    it("slow: a second each way", async () => {
      const client = clients.make({ url: proxy.url });
      proxy.delay(1000);
      await client.connect();
      const run = client.chat.run({ sessionKey: stage().session("slow"), message: "SLOW:10x20" });
      const { shown } = await follow(run);
      expect(shown).toBe(llmWords(10));
    });
  });
}
