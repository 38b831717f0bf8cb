import { llmWords } from "@hawser/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import type { ChannelStage } from "../src/channel-stage.js";

const reconnect = { initialMs: 50, maxMs: 300 };

/** Gateways that go away in the middle of a reply and come back. */
export function channelRestartScenarios(stage: () => ChannelStage): void {
  describe("a gateway that restarts in mid-reply", () => {
    beforeAll(() => stage().configure({ auth: { enabled: false } }));

    it.each(["SIGTERM", "SIGKILL"] as const)("with %s", async (signal) => {
      const { gateway, llm } = stage();
      const client = await stage().connect({ senderId: `survivor-${signal}`, reconnect });
      const finals: string[] = [];
      client.on("message", ({ content }) => finals.push(content));
      const reply = client.send(`SLOW:40x50 ${signal}`);
      let shown = "";
      const watched = (async () => {
        for await (const event of reply) if (event.type !== "typing") shown = event.text;
      })().catch(() => undefined);
      await llm.waitFor((r) => r.text.includes(signal) && r.chunksSent > 5);
      await gateway.restart({ signal, timeoutMs: 60_000 });
      const outcome = await reply.result.then(
        ({ text, parts }) => ({ text, parts: parts.length }),
        (error: Error) => ({ error: error.name, message: error.message }),
      );
      await watched;
      // Whole, or a clear error; never half, never twice.
      if ("error" in outcome) {
        expect(outcome.error).toMatch(/^(ConnectionLostError|RemoteError)$/);
        expect(llmWords(40).startsWith(shown)).toBe(true);
      } else {
        expect(outcome).toEqual({ text: llmWords(40), parts: 1 });
        expect(shown).toBe(llmWords(40));
      }
      expect(await client.send("SAY:back again").text()).toBe("back again");
      expect(finals).toEqual([]);
    });
  });
}
