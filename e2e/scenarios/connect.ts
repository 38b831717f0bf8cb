import { AuthError, memoryDeviceStore, PairingRequiredError } from "@hawser/gateway-client";
import { fileDeviceStore } from "@hawser/gateway-client/node";
import { faultProxy } from "@hawser/testkit";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rejection, useClients } from "../src/clients.js";
import type { Stage } from "../src/stage.js";

/** The one origin the stage's gateways are told to accept. */
export const ALLOWED_ORIGIN = "http://dashboard.test";

/** Every way in, and every way to be turned away. */
export function connectScenarios(stage: () => Stage): void {
  describe("connect", () => {
    const clients = useClients(stage);
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "hawser-e2e-devices-"));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it("with the token alone, as a backend that keeps all scopes", async () => {
      const client = await clients.connect();
      expect(client.protocol).toBe(stage().protocol);
      expect(client.state.status).toBe("ready");
      expect(client.scopes.missing).toEqual([]);
      // One call for each of: read, write, admin.
      const key = stage().session("scopes");
      await client.sessions.list({ limit: 1 });
      await client.chat.inject({ sessionKey: "agent:main:main", message: "hello" }).catch(() => 0);
      await client.sessions.patch({ key, label: key });
      await client.sessions.delete({ key });
    });

    it("with a token that a function provides", async () => {
      const { token } = stage().gateway;
      const client = await clients.connect({ token: async () => token });
      expect(client.state.status).toBe("ready");
    });

    it("with a device, which is paired at once and later signs in by itself", async () => {
      const file = join(folder, "device.json");
      const first = await clients.connect({ device: fileDeviceStore(file) });
      expect(first.hello?.auth?.deviceToken).toMatch(/\S/);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      await first.close();
      const { url } = stage().gateway;
      const second = clients.make({ token: undefined, device: fileDeviceStore(file), url });
      await second.connect();
      expect(second.scopes.missing).toEqual([]);
      await second.sessions.list({ limit: 1 });
    });

    it("with a device that asks for more scopes later", async () => {
      const device = memoryDeviceStore();
      const reader = await clients.connect({ device, scopes: ["operator.read"] });
      await reader.close();
      const writer = await clients.connect({ device });
      await writer.sessions.patch({ key: stage().session("upgrade"), label: `up-${Date.now()}` });
    });

    it("not with a wrong token, and does not try again", async () => {
      const proxy = await faultProxy({ target: stage().gateway.url });
      const client = clients.make({ url: proxy.url, token: "not the token" });
      const error = await rejection(client.connect());
      expect(error).toBeInstanceOf(AuthError);
      expect(error).toMatchObject({ retryable: false, hint: expect.stringMatching(/token/) });
      expect(String(error)).not.toContain("not the token");
      expect(client.state.status).toBe("closed");
      expect(proxy.accepted).toBe(1);
      await proxy.close();
    });

    it("not without a token, and says what to do", async () => {
      const client = clients.make({ token: undefined });
      const error = await rejection(client.connect());
      expect(error).toBeInstanceOf(AuthError);
      expect(error).toMatchObject({ retryable: false, hint: expect.stringMatching(/`token`/) });
    });

    it("not as a client the gateway does not know", async () => {
      const client = clients.make({ client: { id: "my-own-client" } });
      const error = await rejection(client.connect());
      expect(error).toMatchObject({ retryable: false, hint: expect.stringMatching(/client\.id/) });
    });

    it("as a browser page: from an allowed origin with a device", async () => {
      const client = await clients.connect({
        client: { id: "webchat-ui", mode: "webchat" },
        device: memoryDeviceStore(),
        socket: { origin: ALLOWED_ORIGIN },
      });
      await client.sessions.list({ limit: 1 });
    });

    it("not as a browser page from elsewhere", async () => {
      const client = clients.make({
        client: { id: "webchat-ui", mode: "webchat" },
        device: memoryDeviceStore(),
        socket: { origin: "http://elsewhere.test" },
      });
      const error = await rejection(client.connect());
      expect(error).toBeInstanceOf(AuthError);
      expect(error).toMatchObject({ hint: expect.stringContaining("allowedOrigins") });
    });

    it("waits for a device to be approved again after its platform changed", async () => {
      const { gateway } = stage();
      const device = memoryDeviceStore();
      await (await clients.connect({ device })).close();
      // As if the identity had been carried to another machine.
      await device.save({ ...(await device.load())!, platform: "plan9" });
      const refused = await rejection(clients.make({ device }).connect());
      expect(refused).toBeInstanceOf(PairingRequiredError);
      const { approveCommand, requestId } = refused as PairingRequiredError;
      expect(approveCommand).toBe(`openclaw devices approve ${requestId}`);

      const waiting = clients.make({ device, waitForPairing: true });
      const announced = new Promise<PairingRequiredError>((resolve) => {
        waiting.on("pairing", resolve);
      });
      const connected = waiting.connect({ signal: AbortSignal.timeout(50_000) });
      const [, ...command] = (await announced).approveCommand!.split(" ");
      const approved = await gateway.cli([...command, "--token", gateway.token]);
      expect(approved).toMatchObject({ code: 0 });
      expect((await connected).auth?.deviceToken).toMatch(/\S/);
    });

    it("many at once", async () => {
      const all = await Promise.all(Array.from({ length: 20 }, () => clients.connect()));
      const lists = await Promise.all(all.map((client) => client.sessions.list({ limit: 1 })));
      expect(lists).toHaveLength(20);
    });
  });
}
