import {
  AuthError,
  ConnectionLostError,
  HawserError,
  ProtocolError,
  RemoteError,
  ScopeError,
  TimeoutError,
  ValidationError,
} from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import { describe, expect, it } from "vitest";
import { GroupChatRunsClient } from "../src/index.js";
import { closedPort } from "./support/closed-port.js";
import {
  broken,
  empty,
  failed,
  html,
  json,
  rejection,
  type ScriptedApi,
  scriptedApi,
} from "./support/rest.js";

const read = { path: "GET /runs/r1", call: ({ client }: ScriptedApi) => client.get("r1") };

describe("each status has its error", () => {
  it.each([
    [401, AuthError, "AUTH_FAILED", 1],
    [403, ScopeError, "FORBIDDEN", 1],
    [404, RemoteError, "NOT_FOUND", 1],
    [409, RemoteError, "CONFLICT", 1],
    [422, ValidationError, "INVALID_ARGUMENT", 1],
    [400, RemoteError, "REMOTE_ERROR", 1],
    [413, RemoteError, "TOO_LARGE", 1],
    [429, RemoteError, "RATE_LIMITED", 5],
    [500, RemoteError, "SERVER_ERROR", 5],
    [503, RemoteError, "SERVER_ERROR", 5],
  ] as const)("%i", async (status, type, code, tries) => {
    const api = scriptedApi({ [read.path]: () => failed(status, "Run not here") });
    const error = await rejection(read.call(api));
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ code });
    expect(error.message).toContain("Run not here");
    expect(api.asked).toHaveLength(tries);
  });

  it("422 tells the field where the API does", async () => {
    const body = { error: "too long", field: "body" };
    const { client } = scriptedApi({ "GET /runs/r1": () => json(body, { status: 422 }) });
    expect(await rejection(client.get("r1"))).toMatchObject({ path: "body", expected: "too long" });
  });

  it("keeps the API's answer in details", async () => {
    const { client } = scriptedApi({
      "GET /runs/r1": () => json({ error: "x", at: 7 }, { status: 409 }),
    });
    const error = await rejection(client.get("r1"));
    expect(error).toMatchObject({
      remoteCode: "HTTP_409",
      details: { status: 409, body: { error: "x", at: 7 } },
    });
  });
});

describe("answers that are none", () => {
  it("a web page with status 200 is somebody else's", async () => {
    const api = scriptedApi({ [read.path]: () => html() });
    const error = await rejection(read.call(api));
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code: "NOT_JSON", retryable: false });
    expect(error.message).toContain("Just a moment");
    expect(api.asked).toHaveLength(1);
  });

  it("a web page with status 403 is a firewall's, not the API's word on the token", async () => {
    const api = scriptedApi({ [read.path]: [() => html(403), () => json({ id: "r1" })] });
    expect((await api.client.get("r1")).id).toBe("r1");
    const error = await rejection(read.call(scriptedApi({ [read.path]: () => html(403) })));
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code: "NOT_JSON", retryable: true });
  });

  it("a web page with status 502 is a server's trouble", async () => {
    const error = await rejection(read.call(scriptedApi({ [read.path]: () => html(502) })));
    expect(error).toMatchObject({ code: "SERVER_ERROR", remoteCode: "HTTP_502" });
    expect(error.message).toContain("Just a moment");
  });

  it("an empty answer to a read is tried again", async () => {
    const api = scriptedApi({ [read.path]: [() => empty(), () => json({ id: "r1" })] });
    expect((await api.client.get("r1")).id).toBe("r1");
    const { client } = scriptedApi({ [read.path]: () => empty() });
    expect(await rejection(client.get("r1"))).toBeInstanceOf(ProtocolError);
  });

  it("JSON that ends in the middle is tried again", async () => {
    const cut = (): Response => new Response('{"id": "r', { status: 200 });
    const api = scriptedApi({ [read.path]: [cut, () => json({ id: "r1" })] });
    expect((await api.client.get("r1")).id).toBe("r1");
  });

  it("JSON of another shape is not", async () => {
    const api = scriptedApi({ "GET /runs": () => json({ hello: "world" }) });
    expect(await rejection(api.client.list())).toMatchObject({ code: "UNEXPECTED_ANSWER" });
    expect(api.asked).toHaveLength(1);
  });

  it("a redirected POST is not sent elsewhere", async () => {
    const { client, seen } = scriptedApi({
      "POST /runs/r1/comment": () =>
        new Response(null, { status: 301, headers: { location: "/" } }),
    });
    expect(await rejection(client.comment("r1", "x"))).toMatchObject({ code: "REDIRECTED" });
    expect(seen).toHaveLength(1);
  });
});

describe("no answer at all", () => {
  it("is tried again for reads", async () => {
    const api = scriptedApi({ [read.path]: [broken, broken, () => json({ id: "r1" })] });
    expect((await api.client.get("r1")).id).toBe("r1");
  });

  it("ends with ConnectionLostError", async () => {
    const api = scriptedApi({ [read.path]: broken });
    const error = await rejection(read.call(api));
    expect(error).toBeInstanceOf(ConnectionLostError);
    expect(error).toMatchObject({ maybeExecuted: false });
  });

  it("says that nothing was sent where nothing listens", async () => {
    const apiUrl = `http://127.0.0.1:${await closedPort()}/api`;
    const client = new GroupChatRunsClient({ token: "gca_x", apiUrl, retry: false });
    const error = await rejection(client.start("r1"));
    expect(error).toMatchObject({ code: "CONNECT_FAILED", maybeExecuted: false });
    await client.close();
  });

  it("in time is a TimeoutError", async () => {
    const clock = new ManualClock();
    let asked = (): void => undefined;
    const seen = new Promise<void>((resolve) => (asked = resolve));
    const hang: typeof fetch = (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error));
        asked();
      });
    const client = new GroupChatRunsClient({ token: "gca_x", fetch: hang, clock, retry: false });
    const failing = rejection(client.get("r1"));
    await seen;
    await clock.advance(15_000);
    const error = await failing;
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ timeoutMs: 15_000 });
    await client.close();
  });

  it("the caller's signal ends a call, with its reason", async () => {
    const reason = new Error("enough");
    const stop = new AbortController();
    const { client } = scriptedApi({
      [read.path]: () => {
        stop.abort(reason);
        return failed(500);
      },
    });
    expect(await rejection(client.get("r1", { signal: stop.signal }))).toBe(reason);
  });
});

describe("Retry-After", () => {
  const start = Date.UTC(2026, 0, 1);

  it.each([
    ["7", 7000],
    [new Date(start + 9000).toUTCString(), 9000],
  ])("%s is not undercut", async (retryAfter, ms) => {
    const clock = new ManualClock(start);
    const limited = (): Response => failed(429, "slow down", { "retry-after": retryAfter });
    const api = scriptedApi(
      { [read.path]: [limited, () => json({ id: "r1" })] },
      { clock, retry: {}, random: () => 0, requestTimeoutMs: Infinity },
    );
    const reading = api.client.get("r1");
    while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(clock.nextInMs).toBe(ms);
    await clock.advance(ms);
    expect((await reading).id).toBe("r1");
  });

  it("a longer wait than allowed is left to the caller", async () => {
    const api = scriptedApi({ [read.path]: () => failed(503, "", { "retry-after": "3600" }) });
    const error = await rejection(read.call(api));
    expect(error).toMatchObject({ retryAfterMs: 3_600_000, retryable: true });
    expect(api.asked).toHaveLength(1);
  });

  it("a POST refused for its rate is sent again: it was not carried out", async () => {
    const limited = (): Response => failed(429, "", { "retry-after": "0" });
    const api = scriptedApi({ "POST /runs/r1/start": [limited, () => json({})] });
    await api.client.start("r1");
    expect(api.asked).toEqual(["POST /runs/r1/start", "POST /runs/r1/start"]);
  });
});

it("after close() every call is refused", async () => {
  const { client, seen } = scriptedApi({});
  await client.close();
  for (const call of [client.me(), client.start("r1"), client.complete("r1", "x")]) {
    const error = await rejection(call);
    expect(error).toBeInstanceOf(HawserError);
    expect(error).toMatchObject({ code: "CLOSED" });
  }
  expect(seen).toEqual([]);
});
