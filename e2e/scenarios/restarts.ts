import { llmWords } from "@hawser/testkit";
import { describe, expect, it } from "vitest";
import { rejection, useClients } from "../src/clients.js";
import { follow, followLive } from "../src/follow.js";
import type { Stage } from "../src/stage.js";

/** Quick to come back, so that the client meets the gateway while it is still starting. */
const reconnect = { initialMs: 50, maxMs: 200 };

/** Gateways that go away under a client and come back. These stop and start the stage's gateway. */
export function restartScenarios(stage: () => Stage): void {
  describe("a gateway that restarts", () => {
    const clients = useClients(stage);

    it.each(["SIGTERM", "SIGKILL"] as const)("with %s in mid-stream", async (signal) => {
      const { gateway } = stage();
      const client = await clients.connect({ reconnect });
      const message = `SLOW:40x50 ${signal}`;
      const run = client.chat.run({ sessionKey: stage().session("restart"), message });
      const live = followLive(run);
      await live.until((shown) => shown.includes("w5"));
      await gateway.restart({ signal, timeoutMs: 60_000 });
      const { shown, result } = await live.done;
      expect(result.error).toBeUndefined();
      expect(result).toMatchObject({ status: "final", text: llmWords(40) });
      expect(shown).toBe(llmWords(40));
      // And the session holds the reply once, whether the dying gateway finished it or the new one.
      const { messages } = await client.chat.history({ sessionKey: run.sessionKey });
      const replies = JSON.stringify(messages).split(llmWords(40)).length - 1;
      expect(replies).toBe(1);
    });

    it.each(["SIGTERM", "SIGKILL"] as const)(
      "with %s under a run that is read along",
      async (how) => {
        const { gateway, protocol } = stage();
        const clientsOf = { reconnect };
        const [asking, reading] = [
          await clients.connect(clientsOf),
          await clients.connect(clientsOf),
        ];
        const message = `SLOW:40x50 along ${how}`;
        const run = asking.chat.run({ sessionKey: stage().session("along"), message });
        const asked = followLive(run);
        await asked.until((shown) => shown.includes("w5"));
        const { sessionKey, runId } = run;
        const along = follow(reading.chat.follow({ sessionKey, runId }));
        await gateway.restart({ signal: how, timeoutMs: 60_000 });
        const { shown, result } = await along;
        expect(shown).toBe(result.text);
        expect((await asked.done).result.text).toBe(llmWords(40));
        // 2026.3 forgets what it was at; the message is sent to it again, by its sender.
        if (protocol === 4) expect(result).toMatchObject({ status: "final", text: llmWords(40) });
        else expect(["final", "error"]).toContain(result.status);
      },
    );

    it("waits for a gateway that is not there yet, with all that is asked meanwhile", async () => {
      const { gateway } = stage();
      await gateway.kill();
      const client = clients.make({ reconnect, requestTimeoutMs: 120_000 });
      const connected = client.connect();
      const list = client.sessions.list({ limit: 1 });
      const run = client.chat.run({ sessionKey: stage().session("early"), message: "SAY:early" });
      const live = followLive(run);
      await gateway.start();
      await connected;
      expect((await list).sessions).toBeInstanceOf(Array);
      expect((await live.done).shown).toBe("early");
    });

    it("that freezes: noticed, and mended when it goes on", async () => {
      const { gateway } = stage();
      const client = await clients.connect({
        idleLimitMs: 1500,
        connectTimeoutMs: 1000,
        reconnect,
      });
      const run = client.chat.run({
        sessionKey: stage().session("frozen"),
        message: "SLOW:40x50 frozen",
      });
      const live = followLive(run);
      await live.until((shown) => shown.includes("w5"));
      const lost = new Promise<void>((resolve) => {
        client.on("state", (state) => {
          if (state.status === "waiting") resolve();
        });
      });
      gateway.freeze();
      await lost;
      gateway.thaw();
      const { shown, result } = await live.done;
      expect([result.status, shown]).toEqual(["final", llmWords(40)]);
    });

    it("with a password instead of a token", async () => {
      const { gateway, protocol } = stage();
      const password = "a password of the test";
      await gateway.restart({ config: { gateway: { auth: { mode: "password", password } } } });
      const client = clients.make({ token: undefined, password });
      await client.connect();
      expect(client.protocol).toBe(protocol);
      const wrong = clients.make({ token: undefined, password: "another" });
      const error = await rejection(wrong.connect());
      expect(error).toMatchObject({ name: "AuthError", hint: expect.stringMatching(/password/) });
    });
  });
}
