import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterEach, describe, expect, inject, test } from "vitest";
import { startGateway, startGroupChat, startGrupr } from "../../../packages/testkit/src/index.js";
import { root } from "../../lib/packages.js";
import { endAll, examplesOf, runExample, type Running } from "./support/example.js";
import { openProject } from "./support/project.js";

// The first example of every README that has one, as it stands there, run by a user's Node from the
// installed packages.

const project = openProject(inject("project"));

afterEach(endAll);

/** Whether a program ends by itself, and well. */
async function well(running: Running): Promise<string> {
  const { code, output } = await running.ended;
  expect(output).not.toMatch(/Error|Warning/);
  expect(code).toBe(0);
  return output;
}

function example(page: string, at = 0): string {
  const code = examplesOf(page)[at];
  if (code === undefined) throw new Error(`${page} has no example ${at}`);
  return code;
}

describe.each(["README.md", "packages/gateway-client/README.md"])("%s", (page) => {
  test("chats with an agent behind a gateway", async () => {
    await using gateway = await startGateway();
    const running = runExample(project, "gateway", example(page), {
      detour: { "127.0.0.1:18789": gateway.port },
      env: { GATEWAY_TOKEN: gateway.token, OPENCLAW_GATEWAY_TOKEN: gateway.token },
    });
    expect(await well(running)).toContain("echo: What is on today?");
  });
});

describe("CommonJS", () => {
  test("chats with an agent behind a gateway", async () => {
    await using gateway = await startGateway();
    const code = `import { GatewayClient } from "@hawser/gateway-client";
      const token = process.env.TOKEN;
      const gateway = new GatewayClient({ url: "ws://127.0.0.1:18789", token });
      const run = gateway.chat.run({ sessionKey: "main", message: "Hello" });
      run.result.then(({ text }) => console.log(text)).finally(() => gateway.close());`;
    const running = runExample(project, "common", code, {
      detour: { "127.0.0.1:18789": gateway.port },
      env: { TOKEN: gateway.token },
      extension: "cjs",
    });
    expect(await well(running)).toBe("echo: Hello\n");
  });
});

describe("packages/core/README.md", () => {
  test("says hello, and hears what comes back", async () => {
    const echo = runExample(
      project,
      "echo",
      `import { WebSocketServer } from "ws";
      new WebSocketServer({ port: 8080 }).on("connection", (socket) => {
        socket.on("message", (data) => socket.send("echo: " + data));
      });`,
    );
    const running = runExample(project, "core", example("packages/core/README.md"), {
      detour: { "127.0.0.1:8080": await echo.port(8080) },
    });
    const output = await running.prints(/echo: Is anybody there\?/);
    expect(output).toMatch(/connecting\nhandshaking\nready\n/);
    expect(output).toContain("echo: Hello\n");
    for (const program of [running, echo]) {
      program.kill("SIGKILL");
      await program.ended;
    }
  });
});

// The channel's server and its client, in the three READMEs that have them.
const channel = "packages/ws-channel-protocol/README.md";
describe.each([
  ["README.md", 1, "README.md", 2, "You said: Hello!"],
  [channel, 0, channel, 1, "You said: Hello!"],
  ["packages/agent-runner/README.md", 0, channel, 1, "Ada said: Hello!"],
  ["README.md", 1, "packages/openclaw-ws-channel/README.md", 0, "You said: What is on today?"],
] as const)("%s, example %i, with %s, example %i", (page, at, clientPage, clientAt, answer) => {
  test("answers, and leaves when it is told to", async () => {
    const server = runExample(project, "server", example(page, at));
    const client = runExample(project, "client", example(clientPage, clientAt), {
      detour: { "127.0.0.1:18800": await server.port(18_800) },
    });
    expect(await well(client)).toContain(answer);
    server.kill("SIGTERM");
    const { code, output } = await server.ended;
    expect(output).not.toContain("Error");
    // The root's example does not listen for signals.
    expect(code).toBe(page === "README.md" ? null : 0);
  });
});

describe("packages/groupchat-runs-client/README.md", () => {
  test("works what is delegated, and leaves when it is told to", async () => {
    await using gc = await startGroupChat();
    const port = Number(new URL(gc.apiUrl).port);
    const run = gc.delegate({ task: "Fix the build" });
    const running = runExample(
      project,
      "runs",
      example("packages/groupchat-runs-client/README.md"),
      {
        detour: { "groupchat.ai:443": port, "fantastic-jay-464.convex.cloud:443": port },
        env: { GROUPCHAT_AGENT_TOKEN: gc.token },
      },
    );
    await running.prints(/Fix the build finished/);
    running.kill("SIGTERM");
    await well(running);
    expect(gc.comments(run.id).at(-1)).toMatch(/^You asked: /);
  });
});

describe("packages/grupr-client/README.md", () => {
  test("answers a person in a room", async () => {
    await using hub = await startGrupr();
    const running = runExample(project, "grupr", example("packages/grupr-client/README.md"), {
      detour: { "api.grupr.ai:443": Number(new URL(hub.baseUrl).port) },
      env: { GRUPR_ID: hub.gruprId, GRUPR_AGENT_TOKEN: hub.agentToken },
    });
    await hub.waitFor("subscribe", () => true, { timeoutMs: 60_000 });
    hub.say(hub.gruprId, { from: "Ada", content: "Hello?" });
    await hub.waitFor("message", ({ content }) => content === "You said: Hello?", {
      timeoutMs: 60_000,
    });
    running.kill("SIGKILL");
    expect((await running.ended).output).toBe("");
  });
});

describe("packages/testkit/README.md", () => {
  test("loses its connection in the middle of a reply, and has it whole", async () => {
    const running = runExample(project, "testkit", example("packages/testkit/README.md"));
    expect(await well(running)).toContain("You said: Hello");
  });
});

describe("docs/migrate-from-openclaw-node.md", () => {
  const page = "docs/migrate-from-openclaw-node.md";

  test("answers after the move as before it", async () => {
    await using gateway = await startGateway();
    const running = runExample(project, "moved", example(page, 1), {
      detour: { "127.0.0.1:18789": gateway.port },
      env: { OPENCLAW_GATEWAY_TOKEN: gateway.token },
    });
    expect(await well(running)).toContain("echo: What is on today?");
  });

  test("keeps the device that openclaw-node has paired", async () => {
    await using gateway = await startGateway({ pairing: "required" });
    const { url, token, port } = gateway;
    const file = join(project.folder, ".openclaw/device-identity.json");
    // It connects, is told to pair, and is in once somebody has approved it.
    await connectOld({ url, token, deviceIdentityPath: file }, (requestId) =>
      gateway.approvePairing(requestId),
    );
    await well(runExample(project, "keep", example(page, 3)));

    const kept = `import { GatewayClient } from "@hawser/gateway-client";
      import { fileDeviceStore } from "@hawser/gateway-client/node";
      const gateway = new GatewayClient({ url: "ws://127.0.0.1:18789", token: process.env.TOKEN,
        device: fileDeviceStore(), scopes: ["operator.read", "operator.write"] });
      await gateway.connect();
      await gateway.close();`;
    const detour = { "127.0.0.1:18789": port };
    await well(runExample(project, "kept", kept, { detour, env: { TOKEN: token } }));
    const { deviceId } = JSON.parse(readFileSync(file, "utf8")) as { readonly deviceId: string };
    const store = readFileSync(join(project.folder, ".config/hawser/device.json"), "utf8");
    expect(JSON.parse(store)).toMatchObject({ id: deviceId });
  });
});

interface OldOptions {
  readonly url: string;
  readonly token: string;
  readonly deviceIdentityPath: string;
  /** Its default, a backend of the gateway's own machine, is not paired there. */
  readonly clientId?: string;
  readonly autoReconnect?: boolean;
}

type OldClass = new (options: OldOptions) => {
  on(event: "pairingRequired", fn: (event: { requestId: string }) => void): void;
  connect(): Promise<unknown>;
  disconnect(): Promise<void>;
};

/** openclaw-node, which the testkit is tested with; it uses the platform's WebSocket, of Node 22. */
async function connectOld(
  options: OldOptions,
  approve: (requestId: string) => void,
): Promise<void> {
  const load = createRequire(join(root, "packages/testkit/package.json"));
  const { OpenClawClient } = load("openclaw-node") as { readonly OpenClawClient: OldClass };
  const { WebSocket } = load("ws") as { readonly WebSocket: typeof globalThis.WebSocket };
  globalThis.WebSocket = WebSocket;
  const client = new OpenClawClient({ ...options, clientId: "cli", autoReconnect: false });
  client.on("pairingRequired", ({ requestId }) => approve(requestId));
  await expect(client.connect()).rejects.toThrow("before handshake");
  await client.connect();
  await client.disconnect();
}
