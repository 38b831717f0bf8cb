import { inspect } from "node:util";
import type { TestGateway } from "@hawser/testkit";
import { describe, expect, it } from "vitest";
import {
  AuthError,
  ConnectionLostError,
  type GatewayClientOptions,
  ProtocolError,
  ScopeError,
} from "../src/index.js";
import { clientOf, openGateway } from "./support/gateway-client.js";
import { recordingLogger } from "./support/recording-logger.js";

/** What connecting fails with. */
async function failure(
  gateway: TestGateway,
  options: Partial<GatewayClientOptions> = {},
): Promise<Error> {
  return clientOf(gateway, options)
    .connect()
    .then(
      () => {
        throw new Error("it connected");
      },
      (error: Error) => error,
    );
}

/** Resolves with the first state of this kind. */
function stateOf<S extends string>(
  client: ReturnType<typeof clientOf>,
  status: S,
): Promise<Extract<typeof client.state, { status: S }>> {
  return new Promise((resolve) => {
    client.on("state", (state) => {
      if (state.status === status) resolve(state as never);
    });
  });
}

describe.each([3, 4] as const)("connecting to protocol %i", (protocol) => {
  it("offers both protocols, speaks the gateway's, and keeps its scopes without a device", async () => {
    const gateway = await openGateway({ protocol });
    const client = clientOf(gateway);
    const hello = await client.connect();
    expect(hello.protocol).toBe(protocol);
    expect(client.protocol).toBe(protocol);
    expect(client.state.status).toBe("ready");
    expect(client.scopes.missing).toEqual([]);
    const [connect] = gateway.requests;
    expect(connect?.params).toMatchObject({
      minProtocol: 3,
      maxProtocol: 4,
      client: { id: "gateway-client", mode: "backend" },
    });
    await expect(client.sessions.list()).resolves.toMatchObject({ sessions: expect.any(Array) });
  });

  it("connects where no challenge is sent", async () => {
    const gateway = await openGateway({ protocol, challenge: false });
    await expect(clientOf(gateway).connect()).resolves.toMatchObject({ protocol });
  });

  it("is final about a wrong token, says what to do, and shows the token nowhere", async () => {
    const gateway = await openGateway({ protocol, token: "the-right-token" });
    const { logger, lines } = recordingLogger();
    const client = clientOf(gateway, { token: "my-secret-wrong-token", logger });
    const error = await client.connect().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ code: "AUTH_TOKEN_MISMATCH", retryable: false });
    expect((error as AuthError).hint).toMatch(/gateway\.auth\.token/);
    expect(client.state.status).toBe("closed");
    expect(gateway.connections.length).toBe(1);
    for (const shown of [lines, error, client, client.state]) {
      expect(inspect(shown, { depth: 9, showHidden: true })).not.toContain("my-secret-wrong-token");
    }
  });

  it("asks a token provider at every attempt", async () => {
    const gateway = await openGateway({ protocol, token: "fresh" });
    const asked: number[] = [];
    gateway.faults.refuseUpgrade(503, {}, { times: 1 });
    const client = clientOf(gateway, {
      token: ({ attempt }) => {
        asked.push(attempt);
        return Promise.resolve("fresh");
      },
    });
    await client.connect();
    gateway.faults.drop();
    await stateOf(client, "ready");
    expect(asked.length).toBe(2);
  });

  it("tries again when a token provider throws or hangs", async () => {
    const gateway = await openGateway({ protocol });
    let calls = 0;
    const client = clientOf(gateway, {
      credentialTimeoutMs: 20,
      token: () => {
        calls++;
        if (calls === 1) throw new Error("vault says no");
        if (calls === 2) return new Promise<string>(() => undefined);
        return gateway.token;
      },
    });
    const codes: unknown[] = [];
    client.on("state", (state) => {
      if (state.status === "waiting") codes.push(state.error.code);
    });
    await client.connect();
    expect(codes).toEqual(["CREDENTIALS_UNAVAILABLE", "CREDENTIALS_UNAVAILABLE"]);
  });

  it("waits as long as a starting gateway asks for", async () => {
    const gateway = await openGateway({ protocol });
    gateway.faults.startupUnavailable(30);
    const client = clientOf(gateway);
    const waiting = stateOf(client, "waiting");
    await client.connect();
    expect((await waiting).delayMs).toBeGreaterThanOrEqual(30);
  });

  it("gives up on a handshake that is never answered, and tries again", async () => {
    const gateway = await openGateway({ protocol });
    const silent = gateway.faults.neverHandshake();
    const client = clientOf(gateway, { handshakeTimeoutMs: 30 });
    const waiting = stateOf(client, "waiting").then((state) => {
      silent.clear();
      return state;
    });
    await client.connect();
    expect((await waiting).error).toMatchObject({ code: "HANDSHAKE_TIMEOUT", retryable: true });
  });

  it("backs off from a gateway that accepts and closes", async () => {
    const gateway = await openGateway({ protocol });
    const closing = gateway.faults.acceptAndClose(1000, "bye");
    const client = clientOf(gateway);
    const attempts: number[] = [];
    client.on("state", (state) => {
      if (state.status !== "waiting") return;
      attempts.push(state.attempt);
      if (attempts.length === 3) closing.clear();
    });
    await client.connect();
    expect(attempts).toEqual([attempts[0], (attempts[0] ?? 0) + 1, (attempts[0] ?? 0) + 2]);
  });

  it("refuses a hello of a wrong shape", async () => {
    const gateway = await openGateway({ protocol });
    gateway.faults.garbage("hello");
    expect(await failure(gateway)).toMatchObject({ code: "BAD_HELLO" });
  });

  it("reports fewer scopes than asked for, and stops a call that lacks its scope", async () => {
    const gateway = await openGateway({ protocol });
    const client = clientOf(gateway, { scopes: ["operator.read"] });
    await client.connect();
    const refused = client.chat.send({ sessionKey: "main", message: "x" });
    await expect(refused).rejects.toBeInstanceOf(ScopeError);
    await expect(refused).rejects.toMatchObject({ missing: ["operator.write"] });
  });

  it("names an origin that is not allowed", async () => {
    const gateway = await openGateway({ protocol });
    const error = await failure(gateway, {
      socket: { origin: "https://elsewhere.example" },
      client: { id: "webchat-ui", mode: "webchat" },
    });
    expect(error).toMatchObject({ code: "CONTROL_UI_ORIGIN_NOT_ALLOWED" });
    expect((error as AuthError).hint).toContain("allowedOrigins");
  });

  it("says what is wrong with a client id the gateway does not know", async () => {
    const gateway = await openGateway({ protocol });
    const error = await failure(gateway, { client: { id: "my-app" } });
    expect(error).toBeInstanceOf(ProtocolError);
    expect((error as ProtocolError).hint).toContain("client.id");
  });
});

describe("connecting", () => {
  it.each([
    [401, AuthError],
    [403, AuthError],
  ])("is final about HTTP %i", async (status, kind) => {
    const gateway = await openGateway();
    gateway.faults.refuseUpgrade(status);
    expect(await failure(gateway)).toBeInstanceOf(kind);
  });

  it("retries HTTP 502 for as long as it takes", async () => {
    const gateway = await openGateway();
    gateway.faults.refuseUpgrade(502, {}, { times: 4 });
    await expect(clientOf(gateway).connect()).resolves.toMatchObject({ protocol: 4 });
  });

  it("keeps trying a host that has no address, until told to stop", async () => {
    const client = clientOf({ url: "ws://gateway.invalid:1", token: "t" });
    const waiting = stateOf(client, "waiting");
    const controller = new AbortController();
    const connecting = client.connect({ signal: controller.signal });
    expect((await waiting).error.hint).toMatch(/host/i);
    controller.abort(new Error("enough"));
    await expect(connecting).rejects.toThrow("enough");
  });

  it("takes the password where there is one (protocol 4)", async () => {
    const gateway = await openGateway({ password: "open sesame" });
    await expect(
      clientOf({ url: gateway.url, token: "" }, { password: "open sesame" }).connect(),
    ).resolves.toBeDefined();
    const error = await failure(gateway, { token: undefined, password: "wrong" });
    expect(error).toBeInstanceOf(AuthError);
  });

  it("says what to pass when nothing was", async () => {
    const gateway = await openGateway();
    const error = await failure(gateway, { token: undefined });
    expect(error).toMatchObject({ code: "DEVICE_IDENTITY_REQUIRED" });
    expect((error as AuthError).hint).toMatch(/token.*device|device.*token/s);
  });

  it("can be asked again after a final failure, once the cause is mended", async () => {
    const gateway = await openGateway({ token: "right" });
    let token = "wrong";
    const client = clientOf(gateway, { token: () => token });
    await expect(client.connect()).rejects.toBeInstanceOf(AuthError);
    token = "right";
    await expect(client.connect()).resolves.toMatchObject({ protocol: 4 });
  });

  it("rejects after close()", async () => {
    const gateway = await openGateway();
    const client = clientOf(gateway);
    await client.close();
    await client.close();
    await expect(client.connect()).rejects.toMatchObject({ code: "CLOSED" });
    await expect(client.request("status")).rejects.toBeInstanceOf(ConnectionLostError);
  });

  it("closes at once in every state", async () => {
    const gateway = await openGateway();
    const idle = clientOf(gateway);
    const connecting = clientOf(gateway);
    const handshaking = clientOf(gateway);
    const waiting = clientOf(
      { url: "ws://127.0.0.1:1", token: "t" },
      { reconnect: { firstMaxMs: 60_000, jitter: "none" } },
    );
    const ready = clientOf(gateway);
    await ready.connect();
    gateway.faults.neverHandshake();
    const pending = Promise.allSettled([
      connecting.connect(),
      handshaking.connect(),
      waiting.connect(),
    ]);
    const inTime = Promise.all([stateOf(handshaking, "handshaking"), stateOf(waiting, "waiting")]);
    await connecting.close();
    await inTime;
    await Promise.all([idle, handshaking, waiting, ready].map((client) => client.close()));
    const outcomes = await pending;
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    for (const client of [idle, connecting, handshaking, waiting, ready]) {
      expect(client.state.status).toBe("closed");
    }
  });
});
