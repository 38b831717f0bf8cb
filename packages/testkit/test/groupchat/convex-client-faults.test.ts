import { describe, expect, it } from "vitest";
import { startGroupChat } from "../../src/index.js";
import { guardSockets } from "./support/guarded-socket.js";
import { convexVersions, promptsOf, Subscriber } from "./support/subscriber.js";

describe.each(convexVersions)("the real convex client %s", (version) => {
  it("hears of a failed query, with its data, and of its recovery", async () => {
    await using gc = await startGroupChat();
    await using subscriber = new Subscriber(gc, { version });
    await subscriber.prompts();
    const data = { code: "GONE" };
    const fault = gc.faults.queryFailed("pendingRuns", { data });
    const told = await subscriber.until((t) => t.type === "error");
    expect(told).toMatchObject({ type: "error", error: { data } });
    gc.delegate({ task: "One" });
    fault.clear();
    await subscriber.prompts("One");
  });

  it("is told only Server Error of a wrong token, and stays connected", async () => {
    await using gc = await startGroupChat();
    await using subscriber = new Subscriber(gc, { version, token: "gca_wrong" });
    const told = await subscriber.until((t) => t.type === "error");
    expect(told.type === "error" && told.error.message).toMatch(/Request ID: .* Server Error/);
    expect(told.type === "error" && told.error.data).toBeUndefined();
    expect(subscriber.client.connectionState().isWebSocketConnected).toBe(true);
  });

  it.each(["null", "empty"] as const)("takes %s for an answer to a wrong token", async (form) => {
    await using gc = await startGroupChat({ wrongToken: form });
    await using subscriber = new Subscriber(gc, { version, token: "gca_wrong" });
    const told = await subscriber.until(() => true);
    expect(told).toEqual({ type: "value", runs: form === "null" ? null : [] });
  });

  it("comes back after an AuthError", async () => {
    await using gc = await startGroupChat();
    const fault = gc.faults.wrongToken("authError");
    await using subscriber = new Subscriber(gc, { version });
    await gc.waitFor("close");
    fault.clear();
    await subscriber.prompts();
    expect(gc.connections.length).toBeGreaterThan(1);
  });

  it("passes duplicated runs and stale snapshots on", async () => {
    await using gc = await startGroupChat();
    const run = gc.delegate({ task: "One" });
    gc.faults.duplicateRuns();
    await using subscriber = new Subscriber(gc, { version });
    await subscriber.prompts("One", "One");
    gc.faults.clear();
    await subscriber.prompts("One");
    gc.faults.staleSnapshot();
    gc.startElsewhere(run.id);
    await subscriber.prompts();
    const before = subscriber.told.length;
    gc.faults.drop();
    await subscriber.until(
      (told) => subscriber.told.indexOf(told) > before && promptsOf(told)?.length === 0,
    );
    expect(subscriber.told.slice(before).map(promptsOf)).toEqual([["One"], []]);
  });

  it("thinks that it is connected while nothing comes but pings", async () => {
    await using gc = await startGroupChat({ pingIntervalMs: 10 });
    await using subscriber = new Subscriber(gc, { version });
    await subscriber.prompts();
    gc.faults.silence(Infinity, { pings: true });
    gc.delegate({ task: "Unheard" });
    const [connection] = gc.connections;
    const pings = connection?.sent.length ?? 0;
    await expect.poll(() => connection?.sent.length, { timeout: 4000 }).toBeGreaterThan(pings + 2);
    expect(subscriber.client.connectionState().isWebSocketConnected).toBe(true);
    expect(subscriber.told).toHaveLength(1);
    gc.faults.clear();
    await subscriber.prompts("Unheard");
  });

  it.each([
    ["badJson", /JSON/],
    ["null", /null/],
    ["unknownMessage", /./],
    ["badStartVersion", /Invalid start version/],
    ["unknownModification", /Invalid modification/],
    ["loneChunk", /out of order/],
  ] as const)("throws where nobody can catch it on %s", async (kind, message) => {
    await using gc = await startGroupChat();
    const guard = guardSockets();
    await using subscriber = new Subscriber(gc, {
      version,
      webSocketConstructor: guard.constructor,
    });
    await subscriber.prompts();
    gc.faults.garbage(kind);
    expect((await guard.thrown).message).toMatch(message);
    expect(subscriber.client.connectionState().isWebSocketConnected).toBe(true);
  });

  it("is finished by a FatalError", async () => {
    await using gc = await startGroupChat();
    const guard = guardSockets();
    await using subscriber = new Subscriber(gc, {
      version,
      webSocketConstructor: guard.constructor,
    });
    await subscriber.prompts();
    gc.faults.fatalError("no such deployment");
    expect((await guard.thrown).message).toContain("no such deployment");
    expect(subscriber.client.connectionState().isWebSocketConnected).toBe(false);
  });

  it("comes through refused handshakes", async () => {
    await using gc = await startGroupChat();
    gc.faults.refuseUpgrade(503, { times: 1 });
    await using subscriber = new Subscriber(gc, { version });
    await subscriber.prompts();
    expect(subscriber.client.connectionState().connectionRetries).toBe(0);
  });
});
