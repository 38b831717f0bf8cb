import { ValidationError } from "@hawser/core";
import { describe, expect, it } from "vitest";
import { decodeFrame, validateEvent, validateHello, validateParams } from "../src/frames/index.js";
import {
  chatHistoryResultSchema,
  eventSchemas,
  helloOkSchema,
  paramsSchemas,
} from "../src/schemas/index.js";
import { recordedEvents, recordedFrames } from "./support/recorded-frames.js";

describe("what real gateways send", () => {
  it("covers three releases and both protocols", () => {
    expect(new Set(recordedFrames.map(({ file }) => file)).size).toBe(3);
    expect(recordedEvents.length).toBeGreaterThan(80);
  });

  it.each(recordedFrames.map((recorded) => [label(recorded), recorded] as const))(
    "decodes %s",
    (_, { frame, method }) => {
      const decoded = decodeFrame(frame);
      expect(decoded.type).toBe(frame.type);
      if (decoded.type === "event") {
        expect(eventSchemas[decoded.event]?.safeParse(decoded.payload).error).toBeUndefined();
        expect(validateEvent(decoded.event, decoded.payload)).toEqual({
          ok: true,
          value: decoded.payload,
        });
      }
      if (decoded.type === "res" && decoded.ok && method === "connect") {
        expect(helloOkSchema.safeParse(decoded.payload).error).toBeUndefined();
        expect(validateHello(decoded.payload)).toMatchObject({ protocol: expect.any(Number) });
      }
      if (decoded.type === "res" && decoded.ok && method === "chat.history") {
        expect(chatHistoryResultSchema.safeParse(decoded.payload).error).toBeUndefined();
      }
    },
  );

  it("lets every recorded request pass that a gateway has accepted", () => {
    const accepted = recordedFrames.filter(({ params }) => params !== undefined);
    expect(accepted.length).toBeGreaterThan(50);
    for (const { method = "", params } of accepted) {
      expect(() => validateParams(method, params), method).not.toThrow();
      expect(paramsSchemas[method]?.safeParse(params ?? {}).error, method).toBeUndefined();
    }
  });
});

describe("documented forms", () => {
  const run = { runId: "r", sessionKey: "agent:main:main", seq: 5 };
  const forms: readonly (readonly [string, string, unknown])[] = [
    [
      "a delta of blocks",
      "chat",
      { ...run, state: "delta", message: { content: [{ type: "text", text: "Hi" }] } },
    ],
    [
      "a delta whose content is a string",
      "chat",
      { ...run, state: "delta", message: { content: "Hi" } },
    ],
    [
      "a delta with its text beside the content",
      "chat",
      { ...run, state: "delta", message: { text: "Hi" } },
    ],
    ["a final without a message", "chat", { ...run, state: "final" }],
    ["an error", "chat", { ...run, state: "error", errorMessage: "overloaded" }],
    ["a state from the future", "chat", { ...run, state: "paused", until: 5 }],
    ["start", "start", { runId: "r", sessionKey: "agent:a:main", agentId: "a" }],
    ["end", "end", { runId: "r" }],
    [
      "chat.subagent",
      "chat.subagent",
      {
        sessionKey: "agent:main:main",
        childSessionKey: "agent:main:subagent:x",
        state: "working",
        label: "research",
      },
    ],
    ["a challenge", "connect.challenge", { nonce: "abc123", ts: 1234567890 }],
    ["a tick with agent health in it", "tick", { agents: [] }],
    ["an agent stream from the future", "agent", { runId: "r", stream: "dream", data: 7 }],
    ["an event from the future", "constellation.changed", "anything"],
  ];

  it.each(forms)("accepts %s", (_, event, payload) => {
    expect(validateEvent(event, payload)).toEqual({ ok: true, value: payload });
  });

  const documentedHello = {
    type: "hello-ok",
    protocol: 3,
    server: { version: "1.x.x", connId: "conn-uuid" },
    features: { methods: ["chat.send"], events: ["chat"] },
    snapshot: { presence: [], sessionDefaults: {}, uptimeMs: 12345 },
    auth: { role: "operator", scopes: ["operator.read"] },
    policy: { maxPayload: 4194304, tickIntervalMs: 10000 },
  };

  it("accepts the documented hello as it stands", () => {
    expect(validateHello(documentedHello)).toEqual(documentedHello);
  });

  it("completes a hello that says no more than its protocol", () => {
    expect(validateHello({ protocol: 3 })).toEqual({
      protocol: 3,
      server: { version: "unknown", connId: "" },
      features: { methods: [], events: [] },
      snapshot: {},
      policy: { maxPayload: 4194304, tickIntervalMs: 30000 },
    });
  });

  it("keeps what it does not know", () => {
    const hello = validateHello({ ...documentedHello, canvasHostUrl: "http://127.0.0.1:1" });
    expect(hello).toHaveProperty("canvasHostUrl");
  });
});

describe("wrong shapes", () => {
  it.each([
    [null, "hello must be an object"],
    ["hello", "hello must be an object"],
    [{}, "hello.protocol must be an integer of at least 1"],
    [{ protocol: "4" }, "hello.protocol must be an integer of at least 1"],
    [{ protocol: 4, type: "hello" }, 'hello.type must be one of "hello-ok"'],
    [
      { protocol: 4, policy: { maxPayload: "big" } },
      "hello.policy.maxPayload must be a number of at least 1",
    ],
    [
      { protocol: 4, policy: { tickIntervalMs: 0 } },
      "hello.policy.tickIntervalMs must be a number of at least 1",
    ],
    [
      { protocol: 4, features: { methods: ["a", 2] } },
      "hello.features.methods[1] must be a string",
    ],
    [
      { protocol: 4, auth: { deviceTokens: [{}] } },
      "hello.auth.deviceTokens[0].deviceToken must be a string",
    ],
  ])("refuses the hello %j", (hello, message) => {
    expect(() => validateHello(hello)).toThrow(
      expect.objectContaining({
        name: "ProtocolError",
        code: "BAD_HELLO",
        message: expect.stringContaining(message),
      }),
    );
  });

  const run = { runId: "r", sessionKey: "k", seq: 1, state: "delta" };
  it.each([
    ["chat", undefined, "payload", "an object"],
    ["chat", { ...run, runId: 5 }, "payload.runId", "a string"],
    ["chat", { ...run, state: undefined }, "payload.state", "a string"],
    ["chat", { ...run, message: "Hi" }, "payload.message", "an object"],
    [
      "chat",
      { ...run, message: { content: 5 } },
      "payload.message.content",
      "a string or an array",
    ],
    [
      "chat",
      { ...run, message: { content: [{ type: "text", text: 5 }] } },
      "payload.message.content[0].text",
      "a string",
    ],
    ["chat", { ...run, deltaText: ["a"] }, "payload.deltaText", "a string"],
    ["chat", { ...run, state: "final", errorMessage: 5 }, "payload.errorMessage", "a string"],
    ["agent", { runId: "r", stream: "tool", data: null }, "payload.data", "an object"],
    ["connect.challenge", { ts: 1 }, "payload.nonce", "a string"],
    ["shutdown", { restartExpectedMs: "soon" }, "payload.restartExpectedMs", "a number or null"],
  ])("refuses the %s payload %j", (event, payload, path, expected) => {
    const verdict = validateEvent(event, payload);
    expect(verdict).toMatchObject({ ok: false, error: { path, expected } });
    if (!verdict.ok) expect(verdict.error).toBeInstanceOf(ValidationError);
  });
});

describe("params", () => {
  const send = { sessionKey: "agent:main:main", message: "Hi", idempotencyKey: "k" };

  it.each([
    ["chat.send", { ...send, sessionKey: "" }, "params.sessionKey", "a non-empty string"],
    ["chat.send", { ...send, message: undefined }, "params.message", "a string"],
    ["chat.send", { ...send, timeoutMs: 1.5 }, "params.timeoutMs", "an integer of at least 0"],
    ["chat.send", { ...send, timeoutMs: -1 }, "params.timeoutMs", "an integer of at least 0"],
    [
      "chat.send",
      { ...send, attachments: [{ fileName: 1 }] },
      "params.attachments[0].fileName",
      "a string",
    ],
    [
      "chat.send",
      { ...send, queueMode: "jump" },
      "params.queueMode",
      'one of "steer", "followup", "collect", "interrupt"',
    ],
    ["chat.history", undefined, "params.sessionKey", "a non-empty string"],
    ["chat.history", [], "params", "an object"],
    ["connect", { minProtocol: 3 }, "params.maxProtocol", "an integer of at least 1"],
  ])("%s: says where and what for %j", (method, params, path, expected) => {
    expect(() => validateParams(method, params)).toThrow(
      expect.objectContaining({ name: "ValidationError", path, expected }),
    );
  });

  it("lets pass what it does not know: methods, keys, and keys that are undefined", () => {
    expect(() => validateParams("plugin.method", 5)).not.toThrow();
    expect(() => validateParams("toString", 5)).not.toThrow();
    expect(() =>
      validateParams("chat.send", { ...send, expectedLeafEntryId: null, agentId: undefined }),
    ).not.toThrow();
  });

  it("never says the value, which may be a secret", () => {
    const secret = "s3cret-token";
    const params = {
      minProtocol: 3,
      maxProtocol: 4,
      client: {},
      auth: { token: [secret] },
      device: secret,
    };
    for (const wrong of [params, { ...params, client: secret }, { ...params, scopes: secret }]) {
      expect.assertions(3);
      try {
        validateParams("connect", wrong);
      } catch (error) {
        expect(JSON.stringify(error) + String(error)).not.toContain(secret);
      }
    }
  });
});

function label({ file, frame, method }: (typeof recordedFrames)[number]): string {
  const release = /\d+\.\d+\.\d+/.exec(file)?.[0];
  return `${release} ${method ?? ""} ${frame.type} ${String(frame["event"] ?? frame["ok"])}`;
}
