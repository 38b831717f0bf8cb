import { llmWords } from "@hawser/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import type { ChannelStage } from "../src/channel-stage.js";
import { until } from "../src/until.js";

const reconnect = { initialMs: 50, maxMs: 300 };

/** Gateways that go away in the middle of a reply and come back. */
export function channelRestartScenarios(stage: () => ChannelStage): void {
  describe("a gateway that restarts in mid-reply", () => {
    beforeAll(() => stage().configure({ auth: { enabled: false } }));

    it.each(["SIGTERM", "SIGKILL"] as const)(
      "with %s",
      async (signal) => {
        const { gateway, llm } = stage();
        const client = await stage().connect({ senderId: `survivor-${signal}`, reconnect });
        const said: string[] = [];
        client.on("message", ({ content }) => said.push(content));
        const reply = client.send(`SLOW:40x50 ${signal}`);
        let shown = "";
        const watched = (async () => {
          for await (const event of reply) if (event.type !== "typing") shown = event.text;
        })().catch(() => undefined);
        await llm.waitFor((r) => r.text.includes(signal) && r.chunksSent > 5);
        await gateway.restart({ signal, timeoutMs: 60_000 });
        const outcome = await reply.result.then(
          ({ text, parts }) => ({ text, parts: parts.length }),
          (error: Error) => ({ error: error.name }),
        );
        await watched;
        if ("error" in outcome) {
          // The gateway has lost it and says so: what was shown is a beginning.
          expect(outcome.error).toMatch(/^(ConnectionLostError|RemoteError)$/);
          expect(llmWords(40).startsWith(shown)).toBe(true);
        } else {
          expect(outcome).toEqual({ text: llmWords(40), parts: 1 });
          expect(shown).toBe(llmWords(40));
        }
        // 2026.9 takes a killed turn up by itself and says the answer unasked; what is said to it meanwhile
        // is answered after that, unasked, too.
        const next = await client.send("SAY:back again").text();
        await until(() => next === "back again" || said.includes("back again"));
        const whole = [...said, ...("text" in outcome ? [outcome.text] : [])];
        expect(whole.filter((text) => text === llmWords(40)).length).toBeLessThanOrEqual(1);
        expect([...said, next].filter((text) => text === "back again")).toHaveLength(1);
      },
      180_000,
    );
  });
}
