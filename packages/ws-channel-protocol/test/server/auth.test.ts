import { ManualClock } from "@hawser/core/testing";
import { describe, expect, test } from "vitest";
import { tokenSubprotocols } from "../../src/index.js";
import type { AuthRequest, ChannelMessage } from "../../src/server/index.js";
import { authService, goodNames, say, type Answer } from "./support/auth-service.js";
import { connect, RawClient, type Frame } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

async function refusal(url: string): Promise<{ error: Frame; code: number; reason: string }> {
  const client = new RawClient(url);
  const error = await client.next();
  const { code, reason } = await client.closed;
  expect(client.frames).toHaveLength(1);
  return { error, code, reason };
}

test("the service's userId is the identity, and its data reaches the handler", async () => {
  const { endpoint, bodies } = await authService();
  const seen: ChannelMessage[] = [];
  const { url } = await startServer({
    auth: { endpoint },
    onMessage: (message) => void seen.push(message),
  });
  const client = await connect(`${url}?token=good-alice&senderId=ignored&senderName=X&app=web`);
  expect(client.frames[0]).toMatchObject({ senderId: "u_alice" });
  await client.ask("hi");
  expect(seen[0]).toMatchObject({
    senderId: "u_alice",
    senderName: "alice",
    avatar: "/alice.png",
    sessionKey: "direct:u_alice",
    authenticated: true,
    authData: { userId: "u_alice", username: "alice", avatar: "/alice.png", plan: "pro" },
  });
  expect(bodies).toEqual([
    { token: "good-alice", tokenType: "local", senderId: "ignored", senderName: "X", app: "web" },
  ]);
});

test("a numeric userId is an id, too", async () => {
  const { endpoint } = await authService((_body, response) => {
    say(response, 200, { success: true, data: { userId: 42 } });
  });
  const { url } = await startServer({ auth: { endpoint } });
  const client = await connect(`${url}?token=t`);
  expect(client.frames[0]).toMatchObject({ senderId: "42" });
});

test("without a token: refused in upstream's words, without asking anybody", async () => {
  const { endpoint, bodies } = await authService();
  const { url } = await startServer({ auth: { endpoint } });
  expect(await refusal(`${url}?senderId=x`)).toEqual({
    error: {
      type: "chat.error",
      error: "Token required. Connect with ?token=YOUR_TOKEN",
      code: "unauthorized",
    },
    code: 4401,
    reason: "Token required",
  });
  expect(bodies).toEqual([]);
});

const unavailable = {
  error: {
    type: "chat.error",
    error: "Authentication failed: service_unavailable",
    code: "auth_unavailable",
  },
  code: 4401,
  reason: "Authentication failed",
};

function refused(reason: string): typeof unavailable {
  const error = `Authentication failed: ${reason}`;
  return { ...unavailable, error: { type: "chat.error", error, code: "unauthorized" } };
}

const good = { success: true, data: { userId: "eve" } };

describe("the service's answer", () => {
  const cases: [string, Answer, typeof unavailable][] = [
    ["refuses, with its reason", goodNames, refused("token_expired")],
    [
      "refuses without a reason",
      (_body, response) => say(response, 200, { success: false }),
      refused("invalid_token"),
    ],
    [
      "has status 401, whatever its body says",
      (_body, response) => say(response, 401, good),
      refused("invalid_token"),
    ],
    [
      "has status 403 and a reason",
      (_body, response) => say(response, 403, { error: "banned" }),
      refused("banned"),
    ],
    [
      "has a reason of several lines",
      (_body, response) => say(response, 401, { error: "a\r\nb" }),
      refused("invalid_token"),
    ],
    ["has status 500, whatever its body says", (_b, r) => say(r, 500, good), unavailable],
    ["has status 404", (_b, r) => say(r, 404, { success: false }), unavailable],
    ["is a redirect", (_b, r) => void r.writeHead(302, { location: "/x" }).end(), unavailable],
    ["is HTML", (_b, r) => say(r, 200, "<html>Sign in</html>"), unavailable],
    ["is JSON of another kind", (_b, r) => say(r, 200, [1]), unavailable],
    ["names no userId", (_b, r) => say(r, 200, { success: true, data: {} }), unavailable],
    [
      "names a userId with a line end in it",
      (_b, r) => say(r, 200, { success: true, data: { userId: "a\nb" } }),
      unavailable,
    ],
    [
      "names a userId from among the anonymous",
      (_b, r) => say(r, 200, { success: true, data: { userId: "anonymous:1" } }),
      unavailable,
    ],
    ["is cut off", (_b, r) => void r.destroy(), unavailable],
    ["is endless", (_b, r) => say(r, 200, "x".repeat(1_000_000)), unavailable],
  ];
  test.each(cases)("%s", async (_name, answer, outcome) => {
    const { endpoint } = await authService(answer);
    const { url } = await startServer({ auth: { endpoint } });
    expect(await refusal(`${url}?token=bad`)).toEqual(outcome);
  });
});

test("a service that is down is told from one that refuses", async () => {
  const service = await authService();
  await service.close();
  const { url, events } = await startServer({ auth: { endpoint: service.endpoint } });
  expect(await refusal(`${url}?token=good-alice`)).toEqual(unavailable);
  expect(events.find(({ type }) => type === "auth")).toMatchObject({ outcome: "unavailable" });
});

test("a service that closes an idle connection as it is used again is asked on another", async () => {
  const used = new Set<unknown>();
  const { endpoint, bodies } = await authService((body, response) => {
    const { socket } = response;
    if (used.has(socket)) return void socket?.destroy();
    used.add(socket);
    goodNames(body, response);
  });
  const { url } = await startServer({ auth: { endpoint } });
  for (const name of ["alice", "bob", "carol"]) {
    const client = await connect(`${url}?token=good-${name}`);
    expect(client.frames[0]).toMatchObject({ senderId: `u_${name}` });
  }
  expect(used.size).toBe(3);
  expect(bodies).toHaveLength(5);
});

test("a service that is slow is given up at the timeout, and its request ended", async () => {
  const clock = new ManualClock();
  const { endpoint, bodies, aborted } = await authService(() => undefined);
  const { url } = await startServer({ auth: { endpoint, timeout: 2000 }, clock });
  const client = new RawClient(`${url}?token=slow`);
  await until(() => bodies.length === 1);
  await clock.advance(1999);
  expect(client.frames).toEqual([]);
  await clock.advance(1);
  expect(await client.next()).toMatchObject({
    error: "Authentication failed: timeout",
    code: "auth_unavailable",
  });
  expect(await client.closed).toMatchObject({ code: 4401 });
  await until(() => aborted() === 1);
});

describe("where auth is not required", () => {
  test("nobody in particular gets in without a token, under a name of its own", async () => {
    const { endpoint, bodies } = await authService();
    const seen: ChannelMessage[] = [];
    const { url } = await startServer({
      auth: { endpoint, required: false },
      onMessage: (message) => void seen.push(message),
    });
    const client = await connect(`${url}?senderId=u_alice&senderName=Alice`);
    expect(client.frames[0]).toMatchObject({ senderId: "anonymous:u_alice" });
    await client.ask("hi", { senderId: "u_alice" });
    expect(seen[0]).toMatchObject({ senderId: "anonymous:u_alice", authenticated: false });
    expect(bodies).toEqual([]);
    const back = await connect(`${url}?senderId=anonymous:u_alice`);
    expect(back.frames[0]).toMatchObject({ senderId: "anonymous:u_alice" });
  });

  test("a token that is refused makes nobody in particular", async () => {
    const { endpoint } = await authService();
    const { url, events } = await startServer({ auth: { endpoint, required: false } });
    const client = await connect(`${url}?token=bad&senderId=x`);
    expect(client.frames[0]).toMatchObject({ senderId: "anonymous:x" });
    expect(events).toContainEqual(
      expect.objectContaining({ type: "auth", outcome: "anonymous", reason: "token_expired" }),
    );
  });

  test("a good token makes a user", async () => {
    const { endpoint } = await authService();
    const { url } = await startServer({ auth: { endpoint, required: false } });
    const client = await connect(`${url}?token=good-bob`);
    expect(client.frames[0]).toMatchObject({ senderId: "u_bob" });
  });
});

describe("the token", () => {
  test.each([
    ["in the URL", "?token=good-url", {}, "u_url"],
    ["in the header", "", { headers: { authorization: "Bearer good-header" } }, "u_header"],
    ["in the subprotocol", "", { protocols: tokenSubprotocols("good-sub") }, "u_sub"],
    [
      "in all three: the header's",
      "?token=good-url",
      {
        headers: { authorization: "bearer good-header" },
        protocols: tokenSubprotocols("good-sub"),
      },
      "u_header",
    ],
    [
      "in two: the subprotocol's",
      "?token=good-url",
      { protocols: tokenSubprotocols("good-sub") },
      "u_sub",
    ],
  ])("%s", async (_name, query, options, senderId) => {
    const { endpoint } = await authService();
    const { url } = await startServer({ auth: { endpoint } });
    const client = await connect(url + query, options);
    expect(client.frames[0]).toMatchObject({ senderId });
  });

  test("never comes back as the selected subprotocol", async () => {
    const { endpoint } = await authService();
    const { url } = await startServer({ auth: { endpoint } });
    const [channel, bearer] = tokenSubprotocols("good-sub");
    const client = await connect(url, { protocols: [bearer, channel] });
    expect(client.socket.protocol).toBe("ws-channel");
  });

  test("reaches neither the log nor the observer", async () => {
    const lines: unknown[] = [];
    const log = (...line: unknown[]): number => lines.push(line);
    const service = await authService();
    const { url, events } = await startServer({
      auth: { endpoint: `${service.endpoint}?key=hush-hush` },
      logger: { debug: log, info: log, warn: log, error: log },
    });
    await service.close();
    await refusal(`${url}?token=very-secret-token`);
    const written = JSON.stringify([lines, events]);
    expect(written).toContain("could not be authenticated");
    expect(written).not.toMatch(/very-secret-token|hush-hush/);
  });
});

describe("the environment", () => {
  test("switches auth on", async () => {
    const { endpoint } = await authService();
    const env = { WS_AUTH_ENABLED: "1", WS_AUTH_ENDPOINT: endpoint };
    const { url } = await startServer({ env });
    expect(await refusal(url)).toMatchObject({ code: 4401 });
    await connect(`${url}?token=good-alice`);
  });

  test("switches auth off", async () => {
    const { url } = await startServer({
      auth: { enabled: true },
      env: { WS_AUTH_ENABLED: "false" },
    });
    await connect(url);
  });

  test("names another endpoint", async () => {
    const { endpoint } = await authService();
    const { url } = await startServer({
      auth: { endpoint: "http://127.0.0.1:9/none" },
      env: { WS_AUTH_ENDPOINT: endpoint },
    });
    await connect(`${url}?token=good-alice`);
  });

  test("what cannot be understood changes nothing", async () => {
    const { endpoint } = await authService();
    const { url } = await startServer({ auth: { endpoint }, env: { WS_AUTH_ENABLED: "no way" } });
    expect(await refusal(url)).toMatchObject({ code: 4401 });
  });

  test("does not switch off a function", async () => {
    const { url } = await startServer({
      auth: () => undefined,
      env: { WS_AUTH_ENABLED: "false" },
    });
    expect(await refusal(`${url}?token=x`)).toEqual(refused("invalid_token"));
  });

  test("an endpoint that is no URL is refused at once", async () => {
    await expect(startServer({ auth: { endpoint: "localhost:3000" } })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      path: "auth.endpoint",
    });
  });
});

describe("a function", () => {
  test("sees the request and names the user", async () => {
    const requests: AuthRequest[] = [];
    const { url } = await startServer({
      auth: (request) => {
        requests.push(request);
        return Promise.resolve({ userId: "carol", role: "admin" });
      },
    });
    const client = await connect(`${url}?room=7`, { headers: { cookie: "sid=1" } });
    expect(client.frames[0]).toMatchObject({ senderId: "carol" });
    expect(requests).toEqual([
      {
        params: { room: "7" },
        headers: expect.objectContaining({ cookie: "sid=1" }),
        remoteAddress: "127.0.0.1",
        signal: expect.any(AbortSignal),
      },
    ]);
  });

  test("refuses with undefined", async () => {
    const { url } = await startServer({ auth: () => undefined });
    expect(await refusal(`${url}?token=x`)).toEqual(refused("invalid_token"));
  });

  test("that throws is a service that is down", async () => {
    const { url } = await startServer({
      auth: () => {
        throw new Error("no database");
      },
    });
    expect(await refusal(`${url}?token=x`)).toEqual(unavailable);
  });

  test("that never answers is given up at its timeout", async () => {
    const clock = new ManualClock();
    let asked = 0;
    const { url } = await startServer({
      clock,
      auth: {
        timeout: 300,
        verify: () => {
          asked += 1;
          return new Promise(() => undefined);
        },
      },
    });
    const client = new RawClient(`${url}?token=x`);
    await until(() => asked === 1);
    await clock.advance(300);
    expect(await client.next()).toMatchObject({ error: "Authentication failed: timeout" });
    await client.closed;
  });
});

test("a senderId that cannot be kept is refused, not kept", async () => {
  const { url } = await startServer();
  expect(await refusal(`${url}?senderId=${encodeURIComponent("a\nb: c")}`)).toMatchObject({
    error: { code: "invalid_frame", path: "senderId" },
    code: 1008,
  });
  expect(await refusal(`${url}?senderId=${"x".repeat(300)}`)).toMatchObject({ code: 1008 });
});
