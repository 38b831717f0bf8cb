import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GatewayClient } from "@openclaw/gateway-client";
import { OpenClawClient, type OpenClawClientOptions } from "openclaw-node";
import { WebSocket } from "ws";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startGateway, type TestGateway } from "../src/index.js";

interface ChatPayload {
  readonly runId: string;
  readonly state: string;
  readonly message?: { readonly content: readonly { readonly text: string }[] };
}

/** The gateway project's own client, ready or failed. */
function connectOfficial(
  gateway: TestGateway,
  onChat: (payload: ChatPayload) => void,
): Promise<{ client: GatewayClient; protocol: number }> {
  return new Promise((resolve, reject) => {
    const client: GatewayClient = new GatewayClient({
      url: gateway.url,
      token: gateway.token,
      minProtocol: 3,
      maxProtocol: 4,
      role: "operator",
      scopes: ["operator.read", "operator.write", "operator.admin"],
      onHelloOk: (hello) => resolve({ client, protocol: hello.protocol }),
      onConnectError: reject,
      onEvent: ({ event, payload }) => {
        if (event === "chat") onChat(payload as ChatPayload);
      },
    });
    client.start();
  });
}

describe.each([3, 4] as const)("the official client on protocol %i", (protocol) => {
  it("connects, chats to a streamed final and reads it back", async () => {
    await using gateway = await startGateway({ protocol, chatThrottleMs: 0 });
    const chats: ChatPayload[] = [];
    let ended: () => void = () => undefined;
    const final = new Promise<void>((resolve) => (ended = resolve));
    const { client, protocol: spoken } = await connectOfficial(gateway, (payload) => {
      chats.push(payload);
      if (payload.state === "final") ended();
    });
    try {
      expect(spoken).toBe(protocol);
      const ack = await client.request("chat.send", {
        sessionKey: "main",
        message: "one two three four",
        idempotencyKey: "run-1",
      });
      expect(ack).toEqual({ runId: "run-1", status: "started" });
      await final;
      const deltas = chats.filter((chat) => chat.state === "delta");
      expect(deltas.map((chat) => chat.message?.content[0]?.text)).toEqual([
        "echo: one",
        "echo: one two three",
        "echo: one two three four",
      ]);
      expect(chats.at(-1)?.message?.content[0]?.text).toBe("echo: one two three four");
      const history = await client.request<{ messages: { role: string }[] }>("chat.history", {
        sessionKey: "agent:main:main",
      });
      expect(history.messages.map((message) => message.role)).toEqual(["user", "assistant"]);
    } finally {
      await client.stopAndWait();
    }
  });

  it("comes back after the gateway restarted", async () => {
    await using gateway = await startGateway({ protocol });
    const { client } = await connectOfficial(gateway, () => undefined);
    try {
      await gateway.restart();
      await gateway.waitFor("ready", () => true, { after: 1, timeoutMs: 10_000 });
      const sessions = await client.request<{ count: number }>("sessions.list", {});
      expect(sessions.count).toBe(0);
    } finally {
      await client.stopAndWait();
    }
  });
});

// openclaw-node uses the platform's WebSocket, which Node has from 22 on.
describe("openclaw-node, which speaks protocol 4", () => {
  const platform = globalThis.WebSocket;
  let folder: string;
  // By default it would keep the device identity of these tests in the home directory.
  const optionsFor = ({ url, token }: TestGateway): OpenClawClientOptions => ({
    url,
    token,
    deviceIdentityPath: join(folder, "device-identity.json"),
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "hawser-openclaw-node-"));
    globalThis.WebSocket = WebSocket as unknown as typeof globalThis.WebSocket;
  });
  afterEach(() => {
    globalThis.WebSocket = platform;
    rmSync(folder, { recursive: true });
  });

  const commonJs = createRequire(import.meta.url)("openclaw-node") as {
    OpenClawClient: typeof OpenClawClient;
  };

  it.each([
    ["its ES module", OpenClawClient],
    ["its CommonJS module", commonJs.OpenClawClient],
  ])("connects and chats to a streamed final through %s", async (_name, Client) => {
    await using gateway = await startGateway({ protocol: 4, chatThrottleMs: 0 });
    const client = new Client(optionsFor(gateway));
    await client.connect();
    try {
      const texts: string[] = [];
      let done = false;
      for await (const chunk of client.chat("one two three four")) {
        if (chunk.type === "text") texts.push(chunk.text);
        if (chunk.type === "done") done = true;
      }
      expect(texts.length).toBeGreaterThan(1);
      expect(texts.join("")).toBe("echo: one two three four");
      expect(done).toBe(true);
    } finally {
      await client.disconnect();
    }
  });

  it("is refused by a gateway that speaks protocol 3", async () => {
    await using gateway = await startGateway({ protocol: 3 });
    const client = new OpenClawClient(optionsFor(gateway));
    await expect(client.connect()).rejects.toThrow();
    const connection = await gateway.waitFor("close");
    expect(connection.phase).toEqual({
      status: "closed",
      close: { code: 1002, reason: "protocol mismatch" },
    });
    await client.disconnect();
  });
});
