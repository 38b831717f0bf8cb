import { describe, expect, it } from "vitest";
import { clientOf, openGroupChat, untilState } from "./support/groupchat.js";

const done = { done: true, value: undefined };

describe("close()", () => {
  it("resolves while a handshake hangs", async () => {
    const groupchat = await openGroupChat();
    groupchat.faults.hangHandshake();
    const client = clientOf(groupchat, { transport: "websocket" });
    const next = client.pending().next();
    await groupchat.waitFor("fault");
    await client.close();
    expect(await next).toEqual(done);
  });

  it("resolves while the server is silent", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat);
    const nexts = [client.pending().next(), client.stopped().next()];
    await untilState(client, "live");
    groupchat.faults.silence();
    await client.close();
    expect(await Promise.all(nexts)).toEqual([done, done]);
    expect(client.state).toEqual({ status: "closed" });
    await groupchat.waitFor("close");
  });

  it("resolves before anything was done, and again and again", async () => {
    const client = clientOf(await openGroupChat());
    await Promise.all([client.close(), client.close()]);
    await client.close();
    expect(await client.pending().next()).toEqual(done);
    expect(await client.stopped().next()).toEqual(done);
  });

  it("resolves while the subscription waits to be set up anew", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat, {
      transport: "websocket",
      reconnect: { firstMaxMs: 60_000, jitter: "none", maxMs: 60_000 },
    });
    const next = client.pending().next();
    await untilState(client, "live");
    groupchat.faults.fatalError();
    await untilState(client, "down");
    await client.close();
    expect(await next).toEqual(done);
  });

  it("is what `await using` does", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat);
    await client[Symbol.asyncDispose]();
    expect(client.state.status).toBe("closed");
  });
});

describe("nobody listens any more", () => {
  it("ends the subscription, and a later loop begins it again", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat);
    const first = client.pending();
    await untilState(client, "live");
    await first.return?.();
    expect(client.state).toEqual({ status: "idle" });
    await groupchat.waitFor("close");
    const second = client.pending();
    const { id } = groupchat.delegate({ task: "t" });
    expect(await second.next()).toMatchObject({ value: { id } });
  });

  it("a signal ends a loop, not the others", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat);
    const stop = new AbortController();
    const [first, second] = [client.pending({ signal: stop.signal }), client.pending()];
    const waiting = first.next();
    await untilState(client, "live");
    stop.abort();
    expect(await waiting).toEqual(done);
    const { id } = groupchat.delegate({ task: "t" });
    expect(await second.next()).toMatchObject({ value: { id } });
  });
});
