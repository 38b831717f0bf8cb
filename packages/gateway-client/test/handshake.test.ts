import { ManualClock } from "@hawser/core/testing";
import { describe, expect, it } from "vitest";
import {
  AuthError,
  type GatewayClientOptions,
  memoryDeviceStore,
  PairingRequiredError,
  ProtocolError,
} from "../src/index.js";
import { clientOf, openGateway } from "./support/gateway-client.js";
import { HELLO, type ScriptedGateway, scriptedGateway } from "./support/scripted-socket.js";

const challenge = { nonce: "n-1", ts: 1_700_000_000_000 };
const refusal = (code: string, details: object): object => ({
  error: { code, message: "no", details },
});

function scriptedClient(gateway: ScriptedGateway, options: Partial<GatewayClientOptions> = {}) {
  const { openSocket } = gateway;
  return clientOf({ url: "ws://h/", token: "t" }, { openSocket, wake: false, ...options });
}

const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a gateway of another protocol", () => {
  it.each([
    ["says so", refusal("INVALID_REQUEST", { code: "PROTOCOL_MISMATCH", expectedProtocol: 5 })],
    ["says only what it wants", refusal("INVALID_REQUEST", { expectedProtocol: 5 })],
    ["takes the call and answers with its own", { ...HELLO, protocol: 5 }],
  ])("that %s ends the attempts with what to do", async (_how, answer) => {
    const gateway = scriptedGateway(() => answer);
    const error = await failure(scriptedClient(gateway).connect());
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code: "PROTOCOL_MISMATCH", retryable: false });
    expect((error as Error).message).toContain("5");
    expect((error as ProtocolError).hint).toBeTypeOf("string");
    expect(gateway.opened).toBe(1);
  });

  it("that only closes with 1002 is the same", async () => {
    const gateway = scriptedGateway(() => {
      queueMicrotask(() => gateway.close(1002, "protocol mismatch"));
      return undefined;
    });
    const error = await failure(scriptedClient(gateway).connect());
    expect(error).toMatchObject({ name: "ProtocolError", code: "PROTOCOL_MISMATCH" });
    expect(gateway.opened).toBe(1);
  });
});

it("a gateway that grants none of the scopes says so, in either generation's words", async () => {
  for (const refused of [
    refusal("ERR_SCOPE", {}),
    refusal("INVALID_REQUEST", { code: "MISSING_SCOPE", missingScope: "operator.read" }),
  ]) {
    const error = await failure(scriptedClient(scriptedGateway(() => refused)).connect());
    expect(error).toMatchObject({ name: "ScopeError", retryable: false });
    expect((error as AuthError).hint).toContain("scopes");
  }
});

describe("a signature the gateway does not take", () => {
  const signatures = (gateway: ScriptedGateway): unknown[] =>
    gateway.requests.map(({ params }) => (params["device"] as { signature: string }).signature);

  it("is made once more in the older form, and that form is kept", async () => {
    let connects = 0;
    const gateway = scriptedGateway(
      () =>
        ++connects === 1
          ? refusal("INVALID_REQUEST", { code: "DEVICE_AUTH_SIGNATURE_INVALID" })
          : HELLO,
      challenge,
    );
    const client = scriptedClient(gateway, { device: memoryDeviceStore() });
    await client.connect();
    gateway.close(1012, "");
    await new Promise<void>((resolve) => {
      client.on("state", ({ status }) => {
        if (status === "ready") resolve();
      });
    });
    const [first, second, third] = signatures(gateway);
    expect(second).not.toBe(first);
    // Ed25519 signs the same text the same way.
    expect(third).toBe(second);
  });

  it("in either form is final", async () => {
    const gateway = scriptedGateway(
      () => refusal("INVALID_REQUEST", { code: "DEVICE_AUTH_SIGNATURE_INVALID" }),
      challenge,
    );
    const client = scriptedClient(gateway, { device: memoryDeviceStore() });
    const error = await failure(client.connect());
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ code: "DEVICE_AUTH_SIGNATURE_INVALID", retryable: false });
    expect(gateway.opened).toBe(2);
  });
});

it("a stale device token is told of although the store cannot be written", async () => {
  const store = memoryDeviceStore();
  const issuing = scriptedGateway(() => ({ ...HELLO, auth: { deviceToken: "stale-token" } }));
  await scriptedClient(issuing, { device: store, challengeTimeoutMs: 1 }).connect();
  const refusing = scriptedGateway(
    () => refusal("INVALID_REQUEST", { code: "AUTH_DEVICE_TOKEN_MISMATCH" }),
    challenge,
  );
  const readOnly = { ...store, update: () => Promise.reject(new Error("disk full")) };
  const client = scriptedClient(refusing, { token: () => undefined, device: readOnly });
  const error = await failure(client.connect());
  expect(error).toMatchObject({ name: "AuthError", code: "AUTH_DEVICE_TOKEN_MISMATCH" });
});

describe("a challenge of a wrong shape", () => {
  it.each([
    ["null", null],
    ["without a nonce", { ts: 1 }],
    ["with a strange nonce", { nonce: 7 }],
  ])("(%s) is refused as such, and signed by nobody", async (_how, payload) => {
    const gateway = scriptedGateway(() => HELLO, payload as object);
    const client = scriptedClient(gateway, { device: memoryDeviceStore() });
    const error = await failure(client.connect());
    expect(error).toMatchObject({ name: "ProtocolError", code: "BAD_CHALLENGE" });
    expect(gateway.requests).toEqual([]);
  });
});

describe.each([3, 4] as const)("a clock that is wrong, protocol %i", (protocol) => {
  it.each([-1, 1])("by %i day does not spoil the device's signature", async (days) => {
    const gateway = await openGateway({ protocol });
    const clock = new ManualClock(Date.now() + days * 24 * 60 * 60_000);
    const client = clientOf(gateway, { clock, wake: false, device: memoryDeviceStore() });
    await expect(client.connect()).resolves.toMatchObject({ protocol });
  });
});

describe.each([3, 4] as const)("waitForPairing on protocol %i", (protocol) => {
  it("tells what to approve and connects once that is done", async () => {
    const gateway = await openGateway({ protocol, pairing: "required" });
    const clock = new ManualClock();
    const client = clientOf(gateway, {
      clock,
      wake: false,
      device: memoryDeviceStore(),
      waitForPairing: true,
      reconnect: {},
      random: () => 1,
    });
    const told: PairingRequiredError[] = [];
    client.on("pairing", (error) => told.push(error));
    const connecting = client.connect();
    const waiting = (): Promise<number> =>
      new Promise((resolve) => {
        const off = client.on("state", (state) => {
          if (state.status !== "waiting") return;
          off();
          resolve(state.delayMs);
        });
      });
    for (let refusals = 0; refusals < 6; refusals++) {
      const delayMs = await waiting();
      expect(delayMs).toBeGreaterThanOrEqual(3_000);
      expect(delayMs).toBeLessThanOrEqual(6_000);
      if (refusals === 5) gateway.approvePairing(told[0]?.requestId ?? "");
      await clock.advance(delayMs);
    }
    await expect(connecting).resolves.toMatchObject({ protocol });
    expect(told).toHaveLength(6);
    expect(told[0]).toBeInstanceOf(PairingRequiredError);
    expect(told[0]?.approveCommand).toBe(`openclaw devices approve ${told[0]?.requestId}`);
  });

  it("ends with close() and with the caller's signal", async () => {
    const gateway = await openGateway({ protocol, pairing: "required" });
    const options = { device: memoryDeviceStore(), waitForPairing: true };
    const client = clientOf(gateway, options);
    const controller = new AbortController();
    const aborted = client.connect({ signal: controller.signal });
    const other = client.connect();
    controller.abort(new Error("no more"));
    await expect(aborted).rejects.toThrow("no more");
    await client.close();
    await expect(other).rejects.toMatchObject({ code: "CLOSED" });
  });
});

it("a token provider that fails after close() disturbs nobody", async () => {
  let fail = (_: Error): void => undefined;
  const gateway = scriptedGateway(() => HELLO);
  const client = scriptedClient(gateway, {
    token: () => new Promise((_, reject) => (fail = reject)),
  });
  const connecting = failure(client.connect());
  await new Promise<void>((resolve) => {
    client.on("state", ({ status }) => {
      if (status === "handshaking") setImmediate(resolve);
    });
  });
  await client.close();
  expect(await connecting).toMatchObject({ code: "CLOSED" });
  fail(new Error("too late"));
  await new Promise(setImmediate);
  expect(gateway.requests).toEqual([]);
});

it("a hello that stands bare on the wire is taken", async () => {
  const gateway = scriptedGateway(() => {
    queueMicrotask(() => gateway.say(HELLO));
    return undefined;
  });
  await expect(scriptedClient(gateway).connect()).resolves.toMatchObject({ protocol: 4 });
});

it("a frame over the bound costs the link, not the calls that may be repeated", async () => {
  const gateway = await openGateway({ maxPayload: 20_000 });
  const client = clientOf(gateway, { socket: { maxPayloadBytes: 18_000 } });
  await client.connect();
  const lost = new Promise<unknown>((resolve) => {
    client.on("state", (state) => {
      if (state.status === "waiting") resolve(state.error);
    });
  });
  gateway.faults.garbage("oversized");
  expect(await lost).toMatchObject({ code: "PAYLOAD_TOO_LARGE", closeCode: 1009 });
  await expect(client.status()).resolves.toBeDefined();
});
