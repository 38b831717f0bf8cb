import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AuthService } from "../src/auth-service.js";
import type { ChannelStage } from "../src/channel-stage.js";
import { rejection } from "../src/clients.js";

/** Connections that prove who they are to an app's own sign-in service. */
export function channelAuthScenarios(stage: () => ChannelStage): void {
  describe("auth", () => {
    let service: AuthService;
    beforeAll(async () => {
      service = await AuthService.start();
      const auth = { endpoint: service.endpoint, timeout: 500 };
      await stage().configure({ auth, allowFrom: ["boss", "*"] });
    });
    afterAll(() => service.stop());

    it.each(["query", "header", "subprotocol"] as const)("takes a token by %s", async (tokenIn) => {
      const token = `ok-${tokenIn}`;
      const client = await stage().connect({ token, tokenIn, senderId: "somebody else" });
      expect(client.senderId).toBe(tokenIn);
      expect(await client.send(`SAY:hello auth-${tokenIn}`).text()).toBe(`hello auth-${tokenIn}`);
      expect(service.questions.at(-1)).toMatchObject({ token, tokenType: "local" });
      const { llm } = stage();
      const asked = JSON.stringify(
        llm.requests.findLast((r) => r.text.includes(`auth-${tokenIn}`))?.messages,
      );
      expect(asked).toContain("gold");
      expect(asked).not.toContain("hush");
    });

    it("lets nobody speak as another", async () => {
      const client = await stage().connect({ token: "ok-mallory" });
      const reply = client.send({ content: "it is me", senderId: "alice" });
      expect(await rejection(reply.result)).toMatchObject({ name: "RemoteError" });
    });

    it("obeys commands of those the operator has named", async () => {
      const boss = await stage().connect({ token: "ok-boss" });
      expect(await boss.send("/status").text()).toContain("OpenClaw");
      const guest = await stage().connect({ token: "ok-guest" });
      expect(await guest.send("/status").text()).toBe("You may not use commands here.");
    });

    it.each(["expired", undefined])("refuses the token %s for good", async (token) => {
      const client = stage().make({ token });
      expect(await rejection(client.connect())).toMatchObject({ name: "AuthError" });
    });

    it.each(["slow-ann", "broken"])("goes on trying when the service is %s", async (bad) => {
      let attempts = 0;
      const token = (): string => (++attempts > 2 ? "ok-ann" : bad);
      const client = await stage().connect({ token, reconnect: { initialMs: 20, maxMs: 50 } });
      expect([client.senderId, attempts]).toEqual(["ann", 3]);
    });

    it("goes on trying when the service is down", async () => {
      const gone = await AuthService.start();
      const { endpoint } = gone;
      await gone.stop();
      await stage().configure({ auth: { endpoint, timeout: 500 } });
      const client = stage().make({ token: "ok-ann", reconnect: { initialMs: 20, maxMs: 50 } });
      const waits = new Promise<unknown>((resolve) => {
        client.on("state", (state) => {
          if (state.status === "waiting") resolve(state.status);
        });
      });
      const connected = client.connect().catch(() => "closed");
      expect(await waits).toBe("waiting");
      await client.close();
      expect(await connected).toBe("closed");
    });

    it("keeps tokens out of the gateway's log", async () => {
      const log = await stage().gateway.logTail(200_000);
      expect(log).toContain("[websocket]");
      expect(log).not.toMatch(/ok-(query|header|subprotocol|mallory|boss|ann)|slow-ann|hush/);
    });
  });
}
