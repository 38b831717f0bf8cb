import { describe, expect, it } from "vitest";
import type { ChannelStage } from "../src/channel-stage.js";
import { rejection } from "../src/clients.js";
import { until } from "../src/until.js";

/** Who may talk to the agent, and configurations that are wrong. */
export function channelAccessScenarios(stage: () => ChannelStage): void {
  describe("access", () => {
    it("answers those on allowFrom only, in groups too", async () => {
      const auth = { enabled: false };
      await stage().configure({ auth, dmPolicy: "allowlist", allowFrom: ["ann", 42] });
      const ann = await stage().connect({ senderId: "ann" });
      expect(await ann.send("SAY:welcome").text()).toBe("welcome");
      const number = await stage().connect({ senderId: "42" });
      expect(await number.send("SAY:you too").text()).toBe("you too");
      const eve = await stage().connect({ senderId: "eve" });
      const asked = stage().llm.requests.length;
      expect(await rejection(eve.send("let me in").result)).toMatchObject({ name: "RemoteError" });
      const group = { chatType: "group", groupId: "team", content: "me too" } as const;
      expect(await rejection(eve.send(group).result)).toMatchObject({ name: "RemoteError" });
      expect(stage().llm.requests.length).toBe(asked);
    });

    it("lets a sender in whom the operator has approved", async () => {
      await stage().configure({ auth: { enabled: false }, dmPolicy: "pairing" });
      const client = await stage().connect({ senderId: "newcomer" });
      const refusal = await rejection(client.send("hello?").result);
      const [, code] = /\b([A-Z0-9]{8})\b/.exec((refusal as Error).message) ?? [];
      expect(code).toBeDefined();
      const approved = await stage().gateway.cli(["pairing", "approve", "websocket", code!]);
      expect(approved.code, approved.stderr).toBe(0);
      expect(await client.send("SAY:now then").text()).toBe("now then");
    }, 120_000);

    it("names the option that is wrong, and leaves the gateway running", async () => {
      const { gateway } = stage();
      await stage().write({ auth: { enabled: false }, dmPolicy: "everyone" });
      await until(() => /channels\.websocket\.dmPolicy must be one of/.test(gateway.logs()));
      expect(gateway.logs().match(/dmPolicy must be one of/g)).toHaveLength(1);
      await stage().configure({ auth: { enabled: false }, dmPolicy: "open" });
      const client = await stage().connect({ senderId: "patient" });
      expect(await client.send("SAY:mended").text()).toBe("mended");
    });
  });
}
