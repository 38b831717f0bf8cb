import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Secrets } from "../src/connect/secrets.js";
import { type GatewayClientOptions, memoryDeviceStore } from "../src/index.js";
import { clientOf, openGateway } from "./support/gateway-client.js";
import { recordingLogger } from "./support/recording-logger.js";
import { HELLO, type ScriptedGateway, scriptedGateway } from "./support/scripted-socket.js";

const TOKEN = "s3cr3t-gateway-t0ken";

function shown(...values: unknown[]): string {
  const deep = values.map((value) => inspect(value, { depth: 12, showHidden: true }));
  return deep.join() + JSON.stringify(values);
}

/** A client of a scripted gateway, and all that it says. */
function listening(gateway: ScriptedGateway, options: Partial<GatewayClientOptions> = {}) {
  const { logger, lines } = recordingLogger();
  const { openSocket } = gateway;
  const client = clientOf({ url: "ws://h/", token: TOKEN }, { openSocket, logger, ...options });
  const states: unknown[] = [];
  client.on("state", (state) => states.push(state));
  return { client, said: (...more: unknown[]) => shown(lines, states, client, ...more) };
}

const refusal = (message: string, details?: object): object => ({
  error: { code: "INVALID_REQUEST", message, ...(details === undefined ? {} : { details }) },
});

describe("a gateway that quotes the token", () => {
  it.each([
    ["as an unauthorized one", refusal(`unauthorized: token ${TOKEN} is not mine`)],
    ["with details", refusal(`bad: ${TOKEN}`, { code: "AUTH_TOKEN_MISMATCH", got: TOKEN })],
    ["for its protocol", refusal(TOKEN, { expectedProtocol: 9, got: TOKEN })],
    ["while it starts", { error: { code: "UNAVAILABLE", message: TOKEN, details: { of: TOKEN } } }],
    ["when it wants pairing", refusal(`pairing required for ${TOKEN}`, { reason: TOKEN })],
  ])("in its refusal, %s, is not quoted", async (_how, refused) => {
    const { client, said } = listening(
      scriptedGateway(() => refused),
      { reconnect: false },
    );
    const error: unknown = await client.connect().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(said(error)).not.toContain(TOKEN);
  });

  it.each([1008, 1002, 1012, 4001, 1009])("in its reason to close with %i", async (code) => {
    const gateway = scriptedGateway(({ method }) => (method === "connect" ? HELLO : undefined));
    const { client, said } = listening(gateway, { reconnect: false });
    await client.connect();
    const call = client.request("status", {}).catch((error: unknown) => error);
    gateway.close(code, `gone: ${TOKEN}`);
    expect(said(await call)).not.toContain(TOKEN);
    const mute = scriptedGateway(() => undefined);
    const second = listening(mute, { reconnect: false });
    const connecting = second.client.connect().catch((error: unknown) => error);
    await new Promise<void>((resolve) => {
      second.client.on("state", ({ status }) => {
        if (status === "handshaking") setImmediate(resolve);
      });
    });
    mute.close(code, `gone: ${TOKEN}`);
    expect(second.said(await connecting)).not.toContain(TOKEN);
  });

  it("in the answer to a call is not quoted, and its other details stay", async () => {
    const details = { reason: "because", given: `token ${TOKEN}` };
    const gateway = scriptedGateway(({ method }) =>
      method === "connect" ? HELLO : refusal(`no: ${TOKEN}`, details),
    );
    const { client, said } = listening(gateway);
    const error: unknown = await client.request("status", {}).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ details: { reason: "because" } });
    expect(said(error)).not.toContain(TOKEN);
  });

  it("that came in the URL or a header is not quoted", async () => {
    const { client, said } = listening(
      scriptedGateway(() => refusal("unauthorized: u-s3cret q-s3cret h-s3cret")),
      {
        url: "ws://me:u-s3cret@h/?token=q-s3cret",
        headers: { authorization: "Bearer h-s3cret" },
        reconnect: false,
      },
    );
    const error: unknown = await client.connect().catch((reason: unknown) => reason);
    expect(said(error)).not.toContain("s3cret");
  });
});

it("a token provider's error shows only what errors are for", async () => {
  const gateway = scriptedGateway(() => undefined);
  const { client, said } = listening(gateway, {
    reconnect: false,
    token: () => {
      const config = { headers: { Authorization: "Bearer vault-s3cret" } };
      throw Object.assign(new Error("GET https://vault/?key=vault-s3cret failed"), { config });
    },
  });
  const error: unknown = await client.connect().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "CREDENTIALS_UNAVAILABLE" });
  expect(inspect((error as Error).cause)).toContain("GET https://vault/");
  expect(said(error)).not.toContain("vault-s3cret");
});

it("the device token is in the hello for who asks for it, and shown by nothing", async () => {
  const gateway = await openGateway();
  const { logger, lines } = recordingLogger();
  const client = clientOf(gateway, { device: memoryDeviceStore(), logger });
  const states: unknown[] = [];
  client.on("state", (state) => states.push(state));
  const hello = await client.connect();
  const token = hello.auth?.deviceToken;
  expect(token).toMatch(/\S{10}/);
  expect(shown(hello, client.state, states, lines)).not.toContain(token);
});

it("only the secrets in use are remembered", () => {
  const secrets = new Secrets();
  for (let day = 0; day < 10_000; day++) secrets.keep(`rotating-token-${day}-end`);
  expect([...secrets].length).toBeLessThanOrEqual(64);
  expect(secrets.hide("rotating-token-9999-end")).toBe("[redacted]");
  secrets.keep("gateway-token");
  for (let day = 0; day < 1_000; day++) {
    secrets.keep("gateway-token");
    secrets.keep(`other-${day}-end`);
  }
  expect(secrets.hide("gateway-token")).toBe("[redacted]");
});
