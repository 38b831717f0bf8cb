import { ManualClock } from "@hawser/core/testing";
import { describe, expect, it } from "vitest";
import type { GatewayClient } from "../src/index.js";
import { clientOf, openGateway } from "./support/gateway-client.js";
import { recordingLogger } from "./support/recording-logger.js";

const ready = (client: GatewayClient): Promise<void> =>
  new Promise((resolve) => {
    client.on("state", ({ status }) => {
      if (status === "ready") resolve();
    });
  });

describe("capabilities that come into use on an open session", () => {
  it("are announced by connecting anew, once no call is on its way", async () => {
    const gateway = await openGateway();
    const client = clientOf(gateway);
    await client.connect();
    const renewed = ready(client);
    const call = client.approvals.list();
    await expect(call).resolves.toEqual([]);
    await renewed;
    expect(gateway.connections.map(({ caps }) => caps.includes("approvals"))).toEqual([
      false,
      true,
    ]);
  });

  it("cost no connection where there may be only one", async () => {
    const gateway = await openGateway();
    const { logger, lines } = recordingLogger();
    const clock = new ManualClock();
    const client = clientOf(gateway, { reconnect: false, logger, clock, wake: false });
    await client.connect();
    await client.approvals.list();
    await clock.advance(200);
    expect(client.state.status).toBe("ready");
    await expect(client.status()).resolves.toBeDefined();
    expect(lines.some(({ message }) => /capabilities/.test(message))).toBe(true);
  });
});

describe("a listener that starts over when the client has given up", () => {
  it("keeps its new run", async () => {
    const gateway = await openGateway({ token: "right" });
    let token = "wrong";
    const client = clientOf(gateway, { token: () => token });
    const reply = new Promise((resolve, reject) => {
      const off = client.on("state", ({ status }) => {
        if (status !== "closed") return;
        off();
        token = "right";
        client.connect().catch(reject);
        client.chat.run({ sessionKey: "main", message: "again" }).result.then(resolve, reject);
      });
    });
    await expect(client.connect()).rejects.toMatchObject({ code: "AUTH_TOKEN_MISMATCH" });
    expect(await reply).toMatchObject({ text: "echo: again" });
  });
});
