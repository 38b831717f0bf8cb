import { describe, expect, it } from "vitest";
import { startGroupChat } from "../../src/index.js";
import { HandClock } from "../support/gateway-manual-clock.js";
import { listed, RawSync, timeOf } from "./support/raw-sync.js";

const zero = { querySet: 0, identity: 0, ts: "AAAAAAAAAAA=" };

describe("the version chain", () => {
  it("starts at zero and links every Transition to the one before", async () => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    const first = await sync.add(gc, 0);
    expect(first.startVersion).toEqual(zero);
    expect(first.endVersion).toMatchObject({ querySet: 1, identity: 0 });
    expect(first.modifications).toEqual([
      { type: "QueryUpdated", queryId: 0, value: [], logLines: [], journal: null },
    ]);
    gc.delegate({ task: "One" });
    const second = await sync.next("Transition");
    expect(second.startVersion).toEqual(first.endVersion);
    expect(second.endVersion?.querySet).toBe(1);
    expect(timeOf(second.endVersion?.ts)).toBeGreaterThan(timeOf(first.endVersion?.ts));
    expect(listed(second)).toEqual(["One"]);
  });

  it("starts at zero again on each socket, while time goes on across restarts", async () => {
    const clock = new HandClock();
    await using gc = await startGroupChat({ clock });
    const before = await (await RawSync.connect(gc)).add(gc, 0);
    await gc.restart({ graceful: false });
    const again = await RawSync.connect(gc, { maxObservedTimestamp: before.endVersion?.ts });
    const after = await again.add(gc, 0);
    expect(after.startVersion).toEqual(zero);
    // The clock stands still; database time must not.
    expect(timeOf(after.endVersion?.ts)).toBeGreaterThan(timeOf(before.endVersion?.ts));
  });

  it("gives a Connect's clock skew and the server's time, or neither", async () => {
    const clock = new HandClock();
    await using gc = await startGroupChat({ clock });
    const told = await RawSync.connect(gc, { clientTs: clock.now() + 250 });
    expect(await told.add(gc, 0)).toMatchObject({
      clientClockSkew: 250,
      serverTs: clock.now() * 1_000_000,
    });
    const untold = await (await RawSync.connect(gc)).add(gc, 0);
    expect(untold).not.toHaveProperty("clientClockSkew");
    expect(untold).not.toHaveProperty("serverTs");
  });
});

describe("a query set", () => {
  it("may have several queries; only those that changed are told", async () => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    await sync.add(gc, 0);
    const run = gc.delegate({ task: "One" });
    const added = await sync.add(gc, 7, "stoppedRuns");
    expect(added.modifications?.map((m) => m.queryId)).toEqual([7]);
    gc.startElsewhere(run.id);
    const started = await sync.until(
      (f) => f.type === "Transition" && listed(f)?.length === 0 && f.startVersion?.querySet === 2,
    );
    expect(started.modifications?.map((m) => m.queryId)).toEqual([0]);
    gc.stop(run.id);
    const stopped = await sync.next("Transition");
    expect(listed(stopped, 7)).toEqual(["One"]);
    expect(listed(stopped, 0)).toBeUndefined();
  });

  it("lets queries go", async () => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    await sync.add(gc, 0);
    const removed = await sync.modify({ type: "Remove", queryId: 0 });
    expect(removed.modifications).toEqual([{ type: "QueryRemoved", queryId: 0 }]);
    gc.delegate({ task: "Unheard" });
    const back = await sync.add(gc, 1);
    expect(sync.frames.filter((frame) => frame.type === "Transition")).toHaveLength(3);
    expect(listed(back, 1)).toEqual(["Unheard"]);
  });

  it("answers an empty modification too", async () => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    expect((await sync.modify()).modifications).toEqual([]);
  });

  it("fails what is not there, without a word of why", async () => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    const answer = await sync.add(gc, 3, "noSuchQuery");
    expect(answer.modifications).toEqual([
      {
        type: "QueryFailed",
        queryId: 3,
        errorMessage: expect.stringMatching(
          /^\[Request ID: [0-9a-f]{16}\] Server Error$/,
        ) as string,
        logLines: [],
        journal: null,
      },
    ]);
  });
});

describe("other frames", () => {
  it("Ping when nothing else was sent for a while", async () => {
    const clock = new HandClock();
    await using gc = await startGroupChat({ clock });
    const sync = await RawSync.connect(gc);
    clock.advance(10_000);
    await sync.add(gc, 0);
    clock.advance(10_000);
    gc.delegate({ task: "Traffic" });
    await sync.until((frame) => listed(frame)?.length === 1);
    expect(sync.frames.map((frame) => frame.type)).toEqual(["Transition", "Transition"]);
    clock.advance(15_000);
    expect(await sync.next("Ping")).toEqual({ type: "Ping" });
    clock.advance(15_000);
    await sync.next("Ping");
  });

  it("Authenticate without a token moves the identity", async () => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    sync.send({ type: "Authenticate", tokenType: "None", baseVersion: 0 });
    expect((await sync.next("Transition")).endVersion).toMatchObject({ querySet: 0, identity: 1 });
  });

  it("Authenticate with a token is an AuthError and the end: agents have none", async () => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    sync.send({ type: "Authenticate", tokenType: "User", value: "e30.e30.e30", baseVersion: 0 });
    expect(await sync.next("AuthError")).toMatchObject({
      baseVersion: 0,
      authUpdateAttempted: true,
    });
    expect((await sync.closed).code).toBe(1005);
  });

  it.each(["Mutation", "Action"])("%s fails: there are none", async (type) => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    sync.send({ type, requestId: 5, udfPath: "a:b", args: [{}] });
    expect(await sync.next(`${type}Response`)).toMatchObject({ requestId: 5, success: false });
  });

  it("Event is taken in silence", async () => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    sync.send({ type: "Event", eventType: "ClientConnect", event: [] });
    await sync.add(gc, 0);
    expect(sync.frames).toHaveLength(1);
  });
});

describe("a client's mistake ends in a FatalError and a bare close", () => {
  const cases: readonly [string, object | string, RegExp][] = [
    [
      "a wrong base version",
      { type: "ModifyQuerySet", baseVersion: 4, newVersion: 5, modifications: [] },
      /^BaseVersionMismatch: /,
    ],
    ["no JSON", "{nonsense", /^WSMessageInvalidJson: /],
    ["an unknown frame", { type: "Gossip" }, /Gossip/],
    ["a missing field", { type: "Event" }, /eventType/],
    ["a field of a wrong type", { type: "Connect", connectionCount: "0" }, /connectionCount/],
    [
      "an unknown modification",
      {
        type: "ModifyQuerySet",
        baseVersion: 0,
        newVersion: 1,
        modifications: [{ type: "Swap", queryId: 1 }],
      },
      /Swap/,
    ],
    [
      "no list where one belongs",
      { type: "ModifyQuerySet", baseVersion: 0, newVersion: 1, modifications: {} },
      /sequence/,
    ],
    ["no map where one belongs", "[]", /map/],
    [
      "an unknown kind of token",
      { type: "Authenticate", tokenType: "Magic", baseVersion: 0 },
      /Magic/,
    ],
  ];

  it.each(cases)("%s", async (_, frame, message) => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    sync.send(frame);
    expect((await sync.next("FatalError")).error).toMatch(message);
    expect((await sync.closed).code).toBe(1005);
  });
});

describe("the server's own trouble ends in a close frame that says so", () => {
  const cases: readonly [string, readonly object[]][] = [
    [
      "a query id twice",
      [
        { type: "Add", queryId: 1, udfPath: "a:b", args: [] },
        { type: "Add", queryId: 1, udfPath: "a:b", args: [] },
      ],
    ],
    ["a query that is not there", [{ type: "Remove", queryId: 1 }]],
  ];

  it.each(cases)("%s", async (_, modifications) => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    sync.send({ type: "ModifyQuerySet", baseVersion: 0, newVersion: 1, modifications });
    expect(await sync.closed).toMatchObject({
      code: 1011,
      reason: expect.stringMatching(/^InternalServerError/) as string,
    });
  });

  it.each([
    ["a client from the future", { maxObservedTimestamp: "/////////38=" }],
    ["a client with a time that is none", { maxObservedTimestamp: "AAAA" }],
  ])("%s", async (_, more) => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc, more);
    expect((await sync.closed).code).toBe(1011);
  });

  it("a query set version that does not grow, an identity that does not fit", async () => {
    await using gc = await startGroupChat();
    const frames = [
      { type: "ModifyQuerySet", baseVersion: 0, newVersion: 0, modifications: [] },
      { type: "Authenticate", tokenType: "None", baseVersion: 3 },
    ];
    for (const frame of frames) {
      const sync = await RawSync.connect(gc);
      sync.send(frame);
      expect((await sync.closed).code).toBe(1011);
    }
  });
});

describe("a path that is no sync path", () => {
  it("is refused with 404 before the upgrade", async () => {
    await using gc = await startGroupChat();
    const sync = new RawSync(gc, "/api/sync");
    expect((await sync.closed).code).toBe(1006);
    expect(gc.connections).toEqual([]);
  });
});

describe("what came in", () => {
  it("is kept with its connection", async () => {
    await using gc = await startGroupChat();
    const sync = await RawSync.connect(gc);
    await sync.add(gc, 0);
    expect(gc.messages.map((m) => m.message.type)).toEqual(["Connect", "ModifyQuerySet"]);
    expect(gc.messages[0]?.connection).toBe(gc.connections[0]);
    sync.socket.close();
    const closed = await gc.waitFor("close");
    expect(closed.closed?.code).toBe(1005);
  });
});
