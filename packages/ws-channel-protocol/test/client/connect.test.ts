import {
  AuthError,
  ConnectionLostError,
  ProtocolError,
  TimeoutError,
  ValidationError,
} from "@hawser/core";
import { describe, expect, it } from "vitest";
import { readTokenSubprotocol } from "../../src/index.js";
import { transcript } from "../support/fixtures.js";
import { channel, connected, nextEvent } from "../support/client.js";
import { replay, startScripted, type Peer } from "../support/scripted-server.js";

const protocolsOf = (peer: Peer): string[] =>
  (peer.request.headers["sec-websocket-protocol"] ?? "").split(",").map((text) => text.trim());

describe("connecting", () => {
  it("waits for the banner: upstream's server loses what is sent before", async () => {
    const server = await startScripted(() => undefined);
    const client = channel({ url: server.url });
    const handshaking = nextEvent(client, "state", ({ status }) => status === "handshaking");
    const connecting = client.connect();
    const reply = client.send("early");
    const peer = await server.next();
    await handshaking;
    peer.banner();
    const session = await connecting;
    expect(session).toEqual({
      serverName: undefined,
      features: new Set(),
      senderId: client.senderId,
      maxPayload: Infinity,
    });
    const { messageId } = await peer.message();
    expect(messageId).toBe(reply.messageId);
  });

  it("says who it is in the URL, the same on every connection", async () => {
    const server = await startScripted();
    const client = await connected({
      url: `${server.url}?tenant=a`,
      senderName: "John Doe",
      token: "t-1",
      params: { tokenType: "jwt" },
    });
    const first = await server.next();
    first.drop();
    const second = await server.next();
    for (const { url } of [first, second]) {
      expect(Object.fromEntries(url.searchParams)).toEqual({
        tenant: "a",
        senderId: client.senderId,
        senderName: "John Doe",
        token: "t-1",
        tokenType: "jwt",
      });
    }
    expect(client.senderId).toMatch(/^[0-9a-f]{32}$/);
  });

  it("knows what a server of ours says of itself", async () => {
    const server = await startScripted((peer) => {
      peer.banner(["resume", "whole", "telepathy"], { senderId: "user_123" });
    });
    const client = channel({ url: server.url, senderId: "ada" });
    expect([client.features.size, client.senderId]).toEqual([0, "ada"]);
    await client.connect();
    expect(client.features).toEqual(new Set(["resume", "whole", "telepathy"]));
    expect(client.senderId).toBe("user_123");
  });

  it("takes a server without a banner for what it is", async () => {
    const server = await startScripted((peer) => {
      peer.final("news", "Good morning");
    });
    const client = channel({ url: server.url });
    const message = nextEvent(client, "message");
    await client.connect();
    expect(await message).toMatchObject({ kind: "push", content: "Good morning" });
  });

  it("gives up on a server that says nothing", async () => {
    const server = await startScripted(() => undefined);
    const client = channel({ url: server.url, handshakeTimeoutMs: 30, reconnect: false });
    const failure = await client.connect().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TimeoutError);
    expect(failure).toMatchObject({ code: "HANDSHAKE_TIMEOUT", retryable: true });
  });

  it("finds upstream's HTTP 400 for a wrong path final", async () => {
    const server = await startScripted();
    const client = channel({ url: server.url.replace("/ws", "/other") });
    const failure = await client.connect().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProtocolError);
    expect(failure).toMatchObject({ code: "UPGRADE_REFUSED", retryable: false });
    expect((failure as Error).message).toContain("400");
    expect(client.state.status).toBe("closed");
  });

  it("refuses a URL that is none, without quoting its secrets", async () => {
    const client = channel({ url: "not a url?token=s3cret" });
    const failure = await client.connect().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ValidationError);
    expect(String(failure)).not.toContain("s3cret");
  });
});

describe("a token", () => {
  it("is asked for at every attempt", async () => {
    const server = await startScripted();
    const given: number[] = [];
    const client = await connected({
      url: server.url,
      token: async ({ attempt }) => {
        given.push(attempt);
        return `token-${given.length}`;
      },
    });
    (await server.next()).drop();
    const second = await server.next();
    expect(second.url.searchParams.get("token")).toBe("token-2");
    expect(given).toHaveLength(2);
    expect(client.state.status).not.toBe("closed");
  });

  it("travels as a subprotocol, and nowhere else", async () => {
    const server = await startScripted();
    await connected({ url: server.url, token: "päss wörd", tokenIn: "subprotocol" });
    const peer = await server.next();
    expect(peer.url.searchParams.has("token")).toBe(false);
    expect(protocolsOf(peer)[0]).toBe("ws-channel");
    expect(readTokenSubprotocol(protocolsOf(peer))).toBe("päss wörd");
  });

  it("travels as a header, beside other headers", async () => {
    const server = await startScripted();
    const headers = { "x-tenant": "a" };
    await connected({ url: server.url, token: "t-1", tokenIn: "header", headers });
    const peer = await server.next();
    expect(peer.request.headers).toMatchObject({ authorization: "Bearer t-1", "x-tenant": "a" });
    expect(peer.url.searchParams.has("token")).toBe(false);
  });

  it.each(["query", "header", "subprotocol"] as const)("may be missing (%s)", async (tokenIn) => {
    const server = await startScripted();
    await connected({ url: server.url, token: () => undefined, tokenIn });
    const peer = await server.next();
    expect(peer.url.searchParams.has("token")).toBe(false);
    expect(peer.request.headers.authorization).toBeUndefined();
    expect(protocolsOf(peer)).toEqual([""]);
  });
});

describe("a refusal", () => {
  it.each([
    ["auth-bad", "Authentication failed: token_expired"],
    ["auth-missing", "Token required. Connect with ?token=YOUR_TOKEN"],
  ])("as recorded in %s is final, in the server's words", async (name, words) => {
    const server = await startScripted((peer) => replay(peer, transcript(name)));
    const client = channel({ url: server.url, token: "bad" });
    const waiting = client.send("never sent");
    const failure = await client.connect().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AuthError);
    expect(failure).toMatchObject({ message: words, retryable: false, hint: expect.any(String) });
    await expect(waiting.result).rejects.toBe(failure);
    await expect(client.send("too late").result).rejects.toBe(failure);
    expect(client.state).toMatchObject({ status: "closed", error: failure });
    expect(server.peers).toHaveLength(1);
  });

  it.each([
    ["auth-slow", "Authentication failed: timeout"],
    ["auth-html", "Authentication failed: service_unavailable"],
  ])("as recorded in %s is tried again", async (name, words) => {
    const server = await startScripted((peer, index) =>
      index === 0 ? replay(peer, transcript(name)) : peer.banner(),
    );
    const client = channel({ url: server.url, token: "good" });
    const state = nextEvent(client, "state", ({ status }) => status === "waiting");
    await client.connect();
    expect(await state).toMatchObject({
      error: { message: words, code: "AUTH_UNAVAILABLE", retryable: true },
    });
    expect(server.peers).toHaveLength(2);
  });

  it("without a chat.error goes by the close reason", async () => {
    const server = await startScripted((peer) => {
      peer.close(4401, "Authentication failed");
    });
    const failure = await channel({ url: server.url })
      .connect()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AuthError);
    expect((failure as Error).message).toBe("Authentication failed");
  });

  it("in the middle of a session ends it for good, and its open replies", async () => {
    const server = await startScripted();
    const client = await connected({ url: server.url });
    const peer = await server.next();
    const reply = client.send("Hello");
    await peer.message();
    const closed = nextEvent(client, "state", ({ status }) => status === "closed");
    peer.close(4401, "Token revoked");
    const failure = await reply.result.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConnectionLostError);
    expect(failure).toMatchObject({ maybeExecuted: true });
    expect(await closed).toMatchObject({
      error: { code: "AUTH_FAILED", message: "Token revoked" },
    });
  });

  it("does not quote the token, whatever the server says", async () => {
    const server = await startScripted((peer) => {
      peer.error("Authentication failed: tok-s3cret is not known");
      peer.close(4401, "tok-s3cret");
    });
    const failure = await channel({ url: server.url, token: "tok-s3cret" })
      .connect()
      .catch((error: unknown) => error);
    expect(String(failure)).toContain("Authentication failed");
    expect(String(failure)).not.toContain("s3cret");
  });
});

describe("coming back", () => {
  it.each([
    [1001, "", "CONNECTION_LOST"],
    [1008, "Too many messages", "CONNECTION_LOST"],
    [1012, "", "CONNECTION_LOST"],
    [1013, "", "CONNECTION_LOST"],
  ])("follows close code %d", async (code, reason, errorCode) => {
    const server = await startScripted((peer, index) => {
      peer.banner();
      if (index === 0) {
        peer.error("Wait a moment", { retryAfterMs: 1 });
        peer.close(code, reason);
      }
    });
    const client = channel({ url: server.url });
    const state = nextEvent(client, "state", ({ status }) => status === "waiting");
    await client.connect();
    expect(await state).toMatchObject({
      error: { code: errorCode, closeCode: code, retryAfterMs: 1 },
    });
    await server.next();
    await server.next();
    await client.connect();
  });

  it("leaves a server whose rules were broken alone for a while", async () => {
    const server = await startScripted((peer) => {
      peer.banner();
      peer.close(1008, "Too many messages");
    });
    const client = channel({ url: server.url });
    const state = nextEvent(client, "state", ({ status }) => status === "waiting");
    await client.connect();
    expect(await state).toMatchObject({
      delayMs: 5000,
      error: {
        message: "The connection ended (1008 a rule of the server was broken): Too many messages",
      },
    });
  });
});
