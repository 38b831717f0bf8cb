import { ManualClock } from "@hawser/core/testing";
import { describe, expect, test } from "vitest";
import { tokenSubprotocols } from "../../src/index.js";
import type { ReplyOutcome, ServerEvent, WsChannelServerOptions } from "../../src/server/index.js";
import { recordingLogger } from "../support/recording-logger.js";
import { authService, say } from "./support/auth-service.js";
import { connect, RawClient, refusedUpgrade } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

type Started = Awaited<ReturnType<typeof startServer>>;
type Kind = ServerEvent["type"];

const id = expect.any(String);

/** Never answers, but ends when it is aborted. */
const busy: WsChannelServerOptions["onMessage"] = (_message, { signal }) =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve()));

function ofKind(events: readonly ServerEvent[], kind: Kind): ServerEvent[] {
  return events.filter(({ type }) => type === kind);
}

/** What makes each kind of event, and every event of that kind that comes of it. */
const kinds: { readonly [K in Kind]: () => Promise<[Started, expected: object[]]> } = {
  listening: async () => {
    const started = await startServer();
    return [started, [{ url: started.url }]];
  },
  "upgrade-refused": async () => {
    const started = await startServer({ allowedOrigins: [], maxConnections: 1 });
    await refusedUpgrade(`${started.url}/other`);
    await refusedUpgrade(started.url, { origin: "https://evil.example" });
    await connect(started.url);
    await refusedUpgrade(started.url);
    const refusals = [
      { status: 404, reason: "There is nothing here but /ws" },
      { status: 403, reason: "Pages of this origin may not connect" },
      { status: 503, reason: "Too many connections" },
    ];
    return [started, refusals];
  },
  auth: async () => {
    const clock = new ManualClock();
    let letIn = (): void => undefined;
    const auth = (): Promise<{ userId: string }> =>
      new Promise((resolve) => (letIn = () => resolve({ userId: "ann" })));
    const started = await startServer({ auth, clock });
    const client = new RawClient(`${started.url}?token=t`);
    await until(() => client.socket.readyState === client.socket.OPEN);
    await clock.advance(40);
    letIn();
    await client.next();
    return [started, [{ connectionId: id, outcome: "accepted", durationMs: 40 }]];
  },
  connected: async () => {
    const started = await startServer();
    await connect(`${started.url}?senderId=ann`);
    return [started, [{ connectionId: id, senderId: "ann", authenticated: false }]];
  },
  disconnected: async () => {
    const started = await startServer();
    const client = await connect(started.url);
    client.socket.close(4000, "bye");
    await until(() => started.server.connections === 0);
    return [started, [{ connectionId: id, code: 4000 }]];
  },
  message: async () => {
    const started = await startServer();
    const client = await connect(`${started.url}?senderId=ann`);
    const frame = JSON.stringify({ type: "chat.send", content: "Grüße", messageId: "m1" });
    client.send(frame);
    await client.end("m1");
    const bytes = Buffer.byteLength(frame);
    const sessionKey = "direct:ann";
    return [started, [{ connectionId: id, messageId: "m1", sessionKey, bytes }]];
  },
  "message-refused": async () => {
    const started = await startServer();
    const client = await connect(started.url);
    client.send("{bad");
    await client.ask("hi", { chatType: "group" });
    const code = "invalid_frame";
    return [
      started,
      [
        { connectionId: id, code },
        { connectionId: id, code },
      ],
    ];
  },
  reply: async () => {
    const clock = new ManualClock();
    let finish = (): void => undefined;
    const onMessage = (): Promise<string> =>
      new Promise((resolve) => (finish = () => resolve("done")));
    const started = await startServer({ clock, onMessage });
    const client = await connect(`${started.url}?senderId=ann`);
    const end = client.ask("hi", { messageId: "m1" });
    await until(() => started.server.stats.openReplies === 1);
    await clock.advance(250);
    finish();
    await end;
    const what = { messageId: "m1", sessionKey: "direct:ann", outcome: "final" };
    return [started, [{ ...what, durationMs: 250 }]];
  },
  resumed: async () => {
    const started = await startServer({ onMessage: busy });
    const first = await connect(`${started.url}?senderId=ann`);
    first.send({ type: "chat.send", content: "hi", messageId: "m1" });
    await until(() => started.server.stats.openReplies === 1);
    const second = await connect(`${started.url}?senderId=ann`);
    second.send({ type: "chat.resume", messageIds: ["m1", "unknown"] });
    await second.next("chat.error");
    return [started, [{ connectionId: id, messageId: "m1" }]];
  },
  pushed: async () => {
    const started = await startServer();
    await connect(`${started.url}?senderId=ann`);
    started.server.push({ senderId: "ann" }, "news");
    started.server.push({ senderId: "nobody" }, "news");
    return [started, [{ reached: 1 }, { reached: 0 }]];
  },
  "slow-reader": async () => {
    const started = await startServer({ coalesceOverBytes: 1024, maxBufferedBytes: 1024 * 1024 });
    const client = await connect(`${started.url}?senderId=slow`);
    client.socket.pause();
    await until(() => {
      started.server.push({ senderId: "slow" }, "x".repeat(256 * 1024));
      return started.server.connections === 0;
    });
    client.socket.terminate();
    const fields = { connectionId: id, bufferedBytes: expect.any(Number) };
    return [
      started,
      [
        { ...fields, action: "coalescing" },
        { ...fields, action: "terminated" },
      ],
    ];
  },
  "dead-peer": async () => {
    const clock = new ManualClock();
    const started = await startServer({ clock, heartbeatMs: 1000 });
    const dead = await connect(started.url, { autoPong: false });
    await clock.advance(2000);
    await dead.closed;
    return [started, [{ connectionId: id }]];
  },
  draining: async () => {
    const started = await startServer({ onMessage: busy, drainMs: 0 });
    const client = await connect(started.url);
    client.send({ type: "chat.send", content: "hi", messageId: "m1" });
    await until(() => started.server.stats.openReplies === 1);
    await started.server.close();
    return [started, [{ replies: 1 }]];
  },
  closed: async () => {
    const started = await startServer();
    await started.server.close();
    return [started, [{}]];
  },
};

test.each(Object.keys(kinds) as Kind[])("%s says what it is about, and no more", async (kind) => {
  const [{ events }, expected] = await kinds[kind]();
  expect(ofKind(events, kind)).toEqual(expected.map((fields) => ({ type: kind, ...fields })));
});

/** What makes a reply end so. Every scene sends one message, `m1`. */
const outcomes: { readonly [K in ReplyOutcome]: () => Promise<Started> } = {
  final: () => asked({ onMessage: () => "done" }),
  error: () => asked({ onMessage: (_message, reply) => reply.error("no") }),
  failed: () => asked({ onMessage: () => Promise.reject(new Error("no")) }),
  refused: () => asked({ dmPolicy: "pairing", pair: () => false }),
  stopped: async () => {
    const [started, client] = await sent();
    client.send({ type: "chat.stop", messageId: "m1" });
    await client.end("m1");
    return started;
  },
  gone: async () => {
    const [started, client] = await sent({ resume: false });
    await client.close();
    await until(() => started.server.connections === 0);
    return started;
  },
  closing: async () => {
    const [started] = await sent();
    await started.server.close({ drainMs: 0 });
    return started;
  },
};

async function asked(options: Partial<WsChannelServerOptions>): Promise<Started> {
  const started = await startServer(options);
  const client = await connect(`${started.url}?senderId=ann`);
  await client.ask("hi", { messageId: "m1" });
  return started;
}

async function sent(options: Partial<WsChannelServerOptions> = {}): Promise<[Started, RawClient]> {
  const started = await startServer({ onMessage: busy, ...options });
  const client = await connect(`${started.url}?senderId=ann`);
  client.send({ type: "chat.send", content: "hi", messageId: "m1" });
  await until(() => started.server.stats.openReplies === 1);
  return [started, client];
}

test.each(Object.keys(outcomes) as ReplyOutcome[])(
  "a reply ends once, and says how: %s",
  async (outcome) => {
    const { events } = await outcomes[outcome]();
    expect(ofKind(events, "reply")).toEqual([
      {
        type: "reply",
        messageId: "m1",
        sessionKey: "direct:ann",
        outcome,
        durationMs: expect.any(Number),
      },
    ]);
  },
);

describe("a connection that is turned away", () => {
  test("is an outcome of auth, not a refused message", async () => {
    const { endpoint } = await authService();
    const { url, events } = await startServer({ auth: { endpoint } });
    await new RawClient(`${url}?token=bad`).closed;
    await until(() => ofKind(events, "disconnected").length === 1);
    expect(events.slice(1)).toEqual([
      {
        type: "auth",
        connectionId: id,
        outcome: "refused",
        reason: "token_expired",
        durationMs: expect.any(Number),
      },
      { type: "disconnected", connectionId: id, code: 4401 },
    ]);
  });

  test("for its senderId is one, too, where nobody is asked who he is", async () => {
    const { url, events } = await startServer();
    await new RawClient(`${url}?senderId=${"x".repeat(300)}`).closed;
    await until(() => ofKind(events, "disconnected").length === 1);
    expect(events.slice(1)).toEqual([
      {
        type: "auth",
        connectionId: id,
        outcome: "refused",
        reason: "invalid_sender",
        durationMs: expect.any(Number),
      },
      { type: "disconnected", connectionId: id, code: 1008 },
    ]);
  });
});

test("a connection's events have its id, and come in their order", async () => {
  const { url, events, server } = await startServer({ auth: () => ({ userId: "ann" }) });
  const client = await connect(`${url}?token=t`);
  await client.ask("hi");
  await client.close();
  await until(() => server.connections === 0);
  expect(events.map(({ type }) => type)).toEqual([
    "listening",
    "auth",
    "connected",
    "message",
    "reply",
    "disconnected",
  ]);
  const ids = events.flatMap((event) => ("connectionId" in event ? [event.connectionId] : []));
  expect(ids).toHaveLength(4);
  expect(new Set(ids).size).toBe(1);
});

test("an observer that throws harms nothing, and the log says so", async () => {
  const { logger, lines } = recordingLogger();
  const { url, server } = await startServer({
    logger,
    observe: ({ type }) => {
      throw new Error(`cannot count ${type}`);
    },
  });
  const client = await connect(url);
  expect(await client.ask("hi")).toMatchObject({ content: "echo: hi" });
  client.send("{bad");
  expect(await client.next("chat.error")).toMatchObject({ code: "invalid_frame" });
  await refusedUpgrade(`${url}/other`);
  server.push({ senderId: "nobody" }, "news");
  await server.close();
  expect(await client.closed).toMatchObject({ code: 1012 });
  const thrown = lines.filter(({ message }) => message === "observe threw");
  const text = JSON.stringify(thrown);
  for (const type of ["connected", "message", "reply", "upgrade-refused", "closed"]) {
    expect(text).toContain(`cannot count ${type}"`);
  }
});

test("no event, log line or frame has the token, also where the auth service repeats it", async () => {
  const token = "very-secret-token";
  const service = await authService(({ token: said = "" }, response) => {
    say(response, 403, { error: `token ${said} is revoked`, message: "revoked" });
  });
  const { logger, lines } = recordingLogger();
  const { url, events } = await startServer({ auth: { endpoint: service.endpoint }, logger });
  const clients = [
    new RawClient(`${url}?token=${token}&senderId=x`),
    new RawClient(url, { headers: { authorization: `Bearer ${token}` } }),
    new RawClient(url, { protocols: tokenSubprotocols(token) }),
  ];
  for (const client of clients) await client.closed;
  await refusedUpgrade(`${url}/other?token=${token}`);
  expect(service.bodies.map((body) => body["token"])).toEqual([token, token, token]);
  const frames = clients.map((client) => client.frames);
  expect(JSON.stringify([events, lines, frames])).not.toMatch(/secret/);
  expect(ofKind(events, "auth")).toMatchObject([1, 2, 3].map(() => ({ reason: "revoked" })));
  expect(frames.flat()).toMatchObject(
    clients.map(() => ({ error: "Authentication failed: revoked" })),
  );
});
