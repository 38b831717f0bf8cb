import { describe, expect, it } from "vitest";
import { startGroupChat } from "../../src/index.js";
import { HandClock } from "../support/gateway-manual-clock.js";
import { listed, RawSync } from "./support/raw-sync.js";
import { rest } from "./support/rest.js";

describe("lists", () => {
  it("have every run twice while duplicateRuns lasts", async () => {
    await using gc = await startGroupChat();
    gc.delegate({ task: "One" });
    const sync = await RawSync.connect(gc);
    expect(listed(await sync.add(gc, 0))).toEqual(["One"]);
    const fault = gc.faults.duplicateRuns();
    expect(listed(await sync.next("Transition"))).toEqual(["One", "One"]);
    fault.clear();
    expect(listed(await sync.next("Transition"))).toEqual(["One"]);
  });

  it("are old ones first after a reconnect, then true", async () => {
    await using gc = await startGroupChat();
    const run = gc.delegate({ task: "One" });
    gc.faults.staleSnapshot();
    gc.startElsewhere(run.id);
    const stale = await RawSync.connect(gc);
    const old = await stale.add(gc, 0);
    expect(listed(old)).toEqual(["One"]);
    const fresh = await stale.until((frame) => listed(frame)?.length === 0);
    expect(fresh.startVersion).toEqual(old.endVersion);
    expect(listed(await (await RawSync.connect(gc)).add(gc, 0))).toEqual([]);
  });

  it("stay old until something changes, when they are told so", async () => {
    await using gc = await startGroupChat();
    const run = gc.delegate({ task: "One" });
    gc.faults.staleSnapshot({ freshAfterMs: Infinity });
    gc.startElsewhere(run.id);
    const sync = await RawSync.connect(gc);
    expect(listed(await sync.add(gc, 0))).toEqual(["One"]);
    gc.delegate({ task: "Two" });
    expect(listed(await sync.next("Transition"))).toEqual(["Two"]);
  });
});

describe("a failed query", () => {
  it("is told at once, and its recovery too", async () => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    await sync.add(gc, 0);
    const fault = gc.faults.queryFailed("pendingRuns", { message: "boom", data: { code: 7 } });
    const failed = await sync.next("Transition");
    expect(failed.modifications).toMatchObject([
      { type: "QueryFailed", queryId: 0, errorMessage: "boom", errorData: { code: 7 } },
    ]);
    gc.delegate({ task: "Unheard" });
    fault.clear();
    expect(listed(await sync.next("Transition"))).toEqual(["Unheard"]);
    expect(sync.frames).toHaveLength(3);
  });

  it("leaves the other queries alone and has no data of its own", async () => {
    await using gc = await startGroupChat();
    gc.faults.queryFailed("agentWebSocket:stoppedRuns", { times: 1 });
    const sync = await RawSync.connect(gc);
    expect(listed(await sync.add(gc, 0))).toEqual([]);
    const failed = await sync.add(gc, 1, "stoppedRuns");
    expect(failed.modifications).toMatchObject([{ type: "QueryFailed", queryId: 1 }]);
    expect(failed.modifications?.[0]).not.toHaveProperty("errorData");
  });
});

describe("a wrong token", () => {
  it.each(["queryFailed", "convexError", "null", "empty"] as const)("may be %s", async (form) => {
    await using gc = await startGroupChat({ wrongToken: form });
    gc.delegate({ task: "One" });
    const sync = await RawSync.connect(gc);
    const change = (await sync.add(gc, 0, "pendingRuns", "gca_wrong")).modifications?.[0];
    expect(change).toMatchObject(
      {
        queryFailed: { type: "QueryFailed" },
        convexError: { type: "QueryFailed", errorData: { code: "UNAUTHORIZED" } },
        null: { type: "QueryUpdated", value: null },
        empty: { type: "QueryUpdated", value: [] },
      }[form],
    );
    expect((await rest(gc, "/me", { authorization: "Bearer gca_wrong" })).status).toBe(401);
  });

  it("may be an AuthError and the end of the socket", async () => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    await sync.add(gc, 0);
    gc.faults.wrongToken("authError");
    expect(await sync.next("AuthError")).toMatchObject({ authUpdateAttempted: false });
    expect((await sync.closed).code).toBe(1005);
    expect((await rest(gc, "/me")).status).toBe(401);
  });

  it("may be known to REST alone", async () => {
    await using gc = await startGroupChat();
    const fault = gc.faults.wrongToken("rest401");
    const sync = await RawSync.connect(gc);
    expect(listed(await sync.add(gc, 0))).toEqual([]);
    expect((await rest(gc, "/me")).status).toBe(401);
    fault.clear();
    expect((await rest(gc, "/me")).status).toBe(200);
  });

  it("is right again when the fault is cleared", async () => {
    await using gc = await startGroupChat();
    gc.delegate({ task: "One" });
    const sync = await RawSync.connect(gc);
    gc.faults.wrongToken();
    expect((await sync.add(gc, 0)).modifications).toMatchObject([{ type: "QueryFailed" }]);
    gc.faults.clear();
    expect(listed(await sync.next("Transition"))).toEqual(["One"]);
  });
});

describe("silence", () => {
  it("keeps the socket up and says nothing; afterwards the chain goes on", async () => {
    const clock = new HandClock();
    await using gc = await startGroupChat({ clock });
    const sync = await RawSync.connect(gc);
    const first = await sync.add(gc, 0);
    const fault = gc.faults.silence();
    gc.delegate({ task: "One" });
    gc.delegate({ task: "Two" });
    clock.advance(60_000);
    expect([fault.hits, fault.active]).toEqual([1, true]);
    fault.clear();
    const missed = await sync.next("Transition");
    expect(listed(missed)).toEqual(["One", "Two"]);
    expect(missed.startVersion).toEqual(first.endVersion);
    expect(sync.frames.map((frame) => frame.type)).toEqual(["Transition", "Transition"]);
    expect(fault.active).toBe(false);
  });

  it("may have pings in it, end by itself, and wait for the next socket", async () => {
    const clock = new HandClock();
    await using gc = await startGroupChat({ clock });
    const fault = gc.faults.silence(50_000, { pings: true, future: 1 });
    const sync = await RawSync.connect(gc);
    const answer = sync.add(gc, 0);
    await gc.waitFor("message", ({ message }) => message.type === "ModifyQuerySet");
    clock.advance(15_000);
    await sync.next("Ping");
    expect(sync.frames).toEqual([{ type: "Ping" }]);
    clock.advance(35_000);
    expect(listed(await answer)).toEqual([]);
    expect([fault.hits, fault.active]).toEqual([1, false]);
  });

  it("has no pongs, unless pings are left in", async () => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    let pongs = 0;
    sync.socket.on("pong", () => (pongs += 1));
    gc.faults.silence();
    sync.socket.ping();
    const answer = sync.modify();
    await gc.waitFor("message", ({ message }) => message.type === "ModifyQuerySet");
    gc.faults.clear();
    await answer;
    expect(pongs).toBe(0);
    gc.faults.silence(Infinity, { pings: true });
    const pong = new Promise((resolve) => sync.socket.once("pong", resolve));
    sync.socket.ping();
    await pong;
  });
});

describe("frames that should not be", () => {
  it.each([
    ["badJson", /^\{"type":"Transition","startVer$/],
    ["unknownMessage", /"Gossip"/],
    ["null", /^null$/],
    ["badStartVersion", /"querySet":7/],
    ["unknownModification", /"QueryGossiped"/],
    ["loneChunk", /"partNumber":1/],
  ] as const)("%s", async (kind, expected) => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    const text = new Promise<string>((resolve) => {
      sync.socket.removeAllListeners("message");
      sync.socket.on("message", (data: Buffer) => resolve(data.toString("utf8")));
    });
    expect(gc.faults.garbage(kind)).toBe(1);
    expect(await text).toMatch(expected);
    expect(gc.faults.log).toMatchObject([{ kind: "garbage", detail: kind }]);
  });

  it("binary", async () => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    const binary = new Promise<boolean>((resolve) => {
      sync.socket.removeAllListeners("message");
      sync.socket.on("message", (_, isBinary) => resolve(isBinary));
    });
    gc.faults.garbage("binary");
    expect(await binary).toBe(true);
  });

  it("a FatalError, and the end", async () => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    gc.faults.fatalError("gone for good");
    expect(await sync.next("FatalError")).toEqual({ type: "FatalError", error: "gone for good" });
    expect((await sync.closed).code).toBe(1005);
  });

  it("chunks, as many as asked or as the text has characters", async () => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    const fault = gc.faults.chunkTransitions(4, { times: 1 });
    const whole = sync.add(gc, 0);
    await sync.until((frame) => frame.partNumber === 3);
    const { frames } = sync;
    expect(frames.map((frame) => frame.totalParts)).toEqual([4, 4, 4, 4]);
    expect(new Set(frames.map((frame) => frame.transitionId)).size).toBe(1);
    const json: unknown = JSON.parse(frames.map((frame) => frame.chunk).join(""));
    expect(json).toMatchObject({ type: "Transition", endVersion: { querySet: 1 } });
    expect(fault.active).toBe(false);
    gc.delegate({ task: "One" });
    expect(listed(await whole)).toEqual(["One"]);
  });
});

describe("connections", () => {
  it("are dropped, or closed as told", async () => {
    await using gc = await startGroupChat();
    const dropped = await RawSync.connect(gc);
    expect(gc.faults.drop()).toBe(1);
    expect((await dropped.closed).code).toBe(1006);
    const closed = await RawSync.connect(gc);
    await gc.waitFor("close");
    expect(gc.faults.close(1013, "SubscriptionsWorkerFullError")).toBe(1);
    expect(await closed.closed).toEqual({ code: 1013, reason: "SubscriptionsWorkerFullError" });
  });

  it("hang in the handshake, or are refused before it", async () => {
    await using gc = await startGroupChat();
    const hanging = gc.faults.hangHandshake({ times: 1 });
    const first = new RawSync(gc);
    await gc.waitFor("fault", (fault) => fault.kind === "hangHandshake");
    expect([first.socket.readyState, hanging.active]).toEqual([first.socket.CONNECTING, false]);
    first.socket.terminate();
    gc.faults.refuseUpgrade(503, { retryAfter: 9, times: 1 });
    const second = new RawSync(gc);
    const refused = new Promise<unknown>((resolve) => {
      second.socket.on("unexpected-response", (_, response) => {
        resolve([response.statusCode, response.headers["retry-after"]]);
        second.socket.terminate();
      });
    });
    expect(await refused).toEqual([503, "9"]);
    await RawSync.connect(gc);
    expect(gc.connections).toHaveLength(1);
  });

  it("go with a restart, and what was delegated meanwhile is there afterwards", async () => {
    const clock = new HandClock();
    await using gc = await startGroupChat({ clock });
    const { port } = gc;
    const sync = await RawSync.connect(gc);
    const restarted = gc.restart({ downMs: 500, graceful: false });
    expect((await sync.closed).code).toBe(1006);
    gc.delegate({ task: "While it was down" });
    await gc.waitFor("close");
    await expect(rest(gc, "/me")).rejects.toThrow("fetch failed");
    clock.advance(500);
    await restarted;
    expect(gc.port).toBe(port);
    expect(listed(await (await RawSync.connect(gc)).add(gc, 0))).toEqual(["While it was down"]);
  });

  it("are gone after close(), which may be called twice and during a restart", async () => {
    const gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    await Promise.all([gc.restart({ graceful: false }), gc.close(), gc.close()]);
    expect((await sync.closed).code).toBe(1006);
    await expect(rest(gc, "/me")).rejects.toThrow("fetch failed");
  });
});
