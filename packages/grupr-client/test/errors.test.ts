import {
  AuthError,
  ConnectionLostError,
  HawserError,
  ProtocolError,
  RemoteError,
  TimeoutError,
  ValidationError,
} from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import { describe, expect, it } from "vitest";
import { GruprClient } from "../src/index.js";
import { clientOf, openHub } from "./support/hub.js";
import { rejection } from "./support/rejection.js";

const ROOM = "6f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506";

describe("an error of the hub", () => {
  it.each([
    ["errors", "Nope"],
    ["error", "Nope"],
    ["text", "Nope"],
    ["html", "a web page"],
    ["empty", undefined],
  ] as const)("written as %s is told in its words", async (body, words) => {
    const hub = await openHub();
    hub.faults.rest(422, { code: "odd", message: "Nope", body });
    const error = await rejection(clientOf(hub).messages.list(hub.gruprId));
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({
      code: "REMOTE_ERROR",
      retryable: false,
      remoteCode: body === "errors" ? "odd" : "http_422",
      details: { status: 422 },
    });
    const { message } = error as RemoteError;
    expect(message).toBe(
      `GET /grups/:id/messages was answered 422${words === undefined ? "" : `: ${words}`}`.replace(
        "a web page",
        `a web page, "422"`,
      ),
    );
    expect(hub.requests).toHaveLength(1);
  });

  it.each([
    [`{"error":{"code":"odd","message":"Nope"}}`, "odd", "Nope"],
    [`{"code":7,"message":"Nope"}`, "7", "Nope"],
    [`{"errors":["Nope"]}`, "http_409", "Nope"],
    [`{"detail":"Nope"}`, "http_409", "Nope"],
    [`{"errors":[]}`, "http_409", undefined],
    [`[]`, "http_409", undefined],
    [`7`, "http_409", undefined],
    [`{"errors":{"errors":{"errors":{"errors":{"errors":"deep"}}}}}`, "http_409", undefined],
  ])("of another shape is read as far as it goes: %s", async (text, remoteCode, words) => {
    const client = new GruprClient({
      agentToken: "gat_0123456789",
      fetch: async () => new Response(text, { status: 409 }),
    });
    const error = await rejection(client.messages.list(ROOM));
    expect(error).toMatchObject({ remoteCode });
    const { message } = error as RemoteError;
    expect(message.endsWith(words === undefined ? "409" : `409: ${words}`)).toBe(true);
  });

  it("401 is final: the token is no good", async () => {
    const hub = await openHub();
    const error = await rejection(
      clientOf(hub, { agentToken: "gat_wrong" }).messages.list(hub.gruprId),
    );
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ code: "AUTH_FAILED", retryable: false });
    expect((error as AuthError).hint).toContain("register again");
    expect(hub.requests).toHaveLength(1);
  });

  it("403 is final: the agent is not in this grupr", async () => {
    const hub = await openHub();
    hub.unassign(hub.gruprId, hub.agent);
    const error = await rejection(clientOf(hub).messages.list(hub.gruprId));
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ code: "FORBIDDEN", hint: expect.stringContaining("added") });
    expect((error as AuthError).message).toContain("Agent is not assigned to this grupr");
  });

  it("404 asks to check the id and the root of the hub", async () => {
    const hub = await openHub();
    const client = clientOf(hub, { baseUrl: new URL("/api/v1", hub.baseUrl).href });
    const error = await rejection(client.messages.list(hub.gruprId));
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({ code: "NOT_FOUND", hint: expect.stringContaining("agent-hub") });
  });
});

describe("a failure that passes", () => {
  it.each([408, 429, 500, 502, 503])("%i is tried again", async (status) => {
    const hub = await openHub();
    hub.faults.rest(status);
    expect(await clientOf(hub, { random: () => 0 }).messages.list(hub.gruprId)).toEqual([]);
    expect(hub.requests).toHaveLength(2);
  });

  it("is tried again when the hub wishes", async () => {
    const clock = new ManualClock();
    const hub = await openHub();
    hub.faults.rest(429, { retryAfter: 7 });
    const list = clientOf(hub, { clock, random: () => 0 }).messages.list(hub.gruprId);
    await hub.waitFor("answer");
    await expect.poll(() => clock.nextInMs).toBe(7000);
    await clock.advance(6999);
    expect(hub.requests).toHaveLength(1);
    await clock.advance(1);
    expect(await list).toEqual([]);
  });

  it("is not waited for longer than a minute: the error says how long", async () => {
    const hub = await openHub();
    hub.faults.rest(429, { retryAfter: 3600 });
    const error = await rejection(clientOf(hub).messages.list(hub.gruprId));
    expect(error).toMatchObject({
      code: "RATE_LIMITED",
      retryable: true,
      retryAfterMs: 3_600_000,
    });
  });

  it("that does not pass is told after three tries", async () => {
    const hub = await openHub();
    hub.faults.rest(500, { times: 9 });
    const error = await rejection(clientOf(hub, { random: () => 0 }).messages.list(hub.gruprId));
    expect(error).toMatchObject({ code: "REMOTE_ERROR", retryable: true });
    expect(hub.requests).toHaveLength(3);
  });

  it("a broken connection, and a page of some proxy", async () => {
    const hub = await openHub();
    hub.faults.loseResponse("list");
    hub.faults.loseResponse("list", { how: "html" });
    expect(await clientOf(hub, { random: () => 0 }).messages.list(hub.gruprId)).toEqual([]);
    expect(hub.requests).toHaveLength(3);
  });

  it("a hub that does not answer in time", async () => {
    const clock = new ManualClock();
    const hub = await openHub();
    hub.faults.stall("list", { times: 3 });
    const client = clientOf(hub, { clock, random: () => 0, requestTimeoutMs: 1000 });
    const error = rejection(client.messages.list(hub.gruprId));
    for (const asked of [1, 2, 3]) {
      await hub.waitFor("fault", undefined, { after: asked - 1 });
      await clock.advance(1000);
    }
    expect(await error).toBeInstanceOf(TimeoutError);
    expect(await error).toMatchObject({ timeoutMs: 1000 });
  });
});

describe("an answer of a wrong shape", () => {
  it.each([`{"data":7}`, `{"data":null}`, `{}`, `7`, ``])("%s is no list", async (text) => {
    const client = new GruprClient({
      agentToken: "gat_0123456789",
      random: () => 0,
      fetch: async () => new Response(text),
    });
    const error = await rejection(client.messages.list(ROOM));
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code: "UNEXPECTED_ANSWER" });
  });

  it("a redirect of a send is not followed: it would arrive as a GET", async () => {
    const asked: (string | undefined)[] = [];
    const client = new GruprClient({
      agentToken: "gat_0123456789",
      fetch: async (_url, init) => {
        asked.push(init?.redirect);
        return new Response(null, { status: 302, headers: { location: "https://x.test/" } });
      },
    });
    const error = await rejection(client.messages.send(ROOM, "Hello"));
    expect(error).toMatchObject({ code: "REDIRECTED", hint: expect.stringContaining("baseUrl") });
    expect(asked).toEqual(["manual"]);
  });
});

describe("what cannot be meant", () => {
  it.each([
    ["agentToken", { agentToken: "" }],
    ["agentToken", { agentToken: "gat_\u0000" }],
    ["baseUrl", { agentToken: "gat_x", baseUrl: "ftp://x.test" }],
    ["baseUrl", { agentToken: "gat_x", baseUrl: "nonsense" }],
    ["baseUrl", { agentToken: "gat_x", baseUrl: "https://me:pw@x.test" }],
  ])("%s is refused at once", (path, options) => {
    let error: unknown;
    try {
      error = new GruprClient(options);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ path });
  });

  it.each([
    ["gruprId", (client: GruprClient) => client.messages.list("1")],
    ["gruprId", (client: GruprClient) => client.messages.send("a/../b", "Hi")],
    ["limit", (client: GruprClient) => client.messages.list(ROOM, { limit: 101 })],
    ["limit", (client: GruprClient) => client.messages.list(ROOM, { limit: 0.5 })],
    ["after", (client: GruprClient) => client.messages.list(ROOM, { after: "today" })],
    ["after", (client: GruprClient) => client.messages.list(ROOM, { after: new Date("x") })],
    ["content", (client: GruprClient) => client.messages.send(ROOM, " \n")],
    ["url", (client: GruprClient) => client.webhooks.set({ url: "mailto:a@b.test" })],
    ["secret", (client: GruprClient) => client.webhooks.set({ url: "https://x.test", secret: "" })],
  ])("%s is refused before anything is sent", async (path, work) => {
    const hub = await openHub();
    const error = await rejection(work(clientOf(hub)));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ path });
    expect(hub.requests).toEqual([]);
  });
});

describe("a token that has to be fetched", () => {
  it("is fetched for each call", async () => {
    const hub = await openHub();
    const tokens = [hub.agentToken, hub.mint(hub.agent)];
    const client = clientOf(hub, { agentToken: () => Promise.resolve(tokens.shift() ?? "") });
    await client.messages.list(hub.gruprId);
    hub.revoke(hub.agentToken);
    await client.messages.list(hub.gruprId);
    expect(await rejection(client.messages.list(hub.gruprId))).toBeInstanceOf(ValidationError);
  });

  it("is asked for again when it cannot be had", async () => {
    const hub = await openHub();
    let asked = 0;
    const client = clientOf(hub, {
      random: () => 0,
      agentToken: () => {
        asked += 1;
        if (asked === 1) throw new Error("the vault is closed");
        return hub.agentToken;
      },
    });
    expect(await client.messages.list(hub.gruprId)).toEqual([]);
    expect(asked).toBe(2);
  });

  it("and that nobody gives, is an error that says so", async () => {
    const hub = await openHub();
    const client = clientOf(hub, {
      random: () => 0,
      agentToken: () => Promise.reject(new Error("the vault is closed")),
    });
    const error = await rejection(client.messages.list(hub.gruprId));
    expect(error).toBeInstanceOf(HawserError);
    expect(error).toMatchObject({ code: "PROVIDER_FAILED" });
    expect((error as HawserError).message).toContain("the vault is closed");
  });
});

it("a call of a closed client says so, and one under way ends", async () => {
  const hub = await openHub();
  hub.faults.stall("*", { times: 3 });
  const client = clientOf(hub);
  const { gruprId } = hub;
  const calls = [
    client.messages.list(gruprId),
    client.messages.send(gruprId, "Hello"),
    client.webhooks.delete(),
  ].map(rejection);
  await hub.waitFor("fault", undefined, { after: 2 });
  await client.close();
  for (const error of await Promise.all(calls)) {
    expect(error).toBeInstanceOf(ConnectionLostError);
    expect(error).toMatchObject({ code: "CLOSED", maybeExecuted: true });
  }
  const late = await rejection(client.messages.send(gruprId, "Hello"));
  expect(late).toMatchObject({ code: "CLOSED", maybeExecuted: false });
  expect(() => client.stream(gruprId)).toThrow(ConnectionLostError);
});
