import { AuthError, systemClock, type WakeReason } from "@hawser/core";
import type { TestGroupChat } from "@hawser/testkit";
import { describe, expect, it } from "vitest";
import type {
  FeedState,
  GroupChatRunsClient,
  GroupChatRunsClientOptions,
  Run,
} from "../src/index.js";
import { closedPort } from "./support/closed-port.js";
import { clientOf, ids, openGroupChat, take, untilState } from "./support/groupchat.js";
import { recordingLogger } from "./support/recording-logger.js";
import { rejection } from "./support/rest.js";

// What can crash or wedge a process that holds a convex client. An exception or rejection that nobody
// handled fails the run of tests by itself.

interface Live {
  readonly groupchat: TestGroupChat;
  readonly client: GroupChatRunsClient;
  readonly runs: AsyncIterator<Run>;
}

async function live(
  options: Partial<GroupChatRunsClientOptions> = {},
  server: Parameters<typeof openGroupChat>[0] = {},
): Promise<Live> {
  const groupchat = await openGroupChat(server);
  const client = clientOf(groupchat, { transport: "websocket", ...options });
  const runs = client.pending();
  await untilState(client, "live");
  return { groupchat, client, runs };
}

/** A run that is delegated now arrives. */
async function worksStill({ groupchat, runs }: Live): Promise<void> {
  const { id } = groupchat.delegate({ task: "after the fault" });
  expect(ids(await take(runs, 1))).toEqual([id]);
}

describe("what the server sends cannot end or wedge the client", () => {
  it.each([
    "badJson",
    "unknownMessage",
    "null",
    "binary",
    "badStartVersion",
    "unknownModification",
    "loneChunk",
  ] as const)("garbage: %s", async (kind) => {
    const scene = await live();
    expect(scene.groupchat.faults.garbage(kind)).toBe(1);
    await worksStill(scene);
  });

  it("a FatalError, after which a convex client is finished: another one takes its place", async () => {
    const scene = await live();
    const { groupchat } = scene;
    const before = groupchat.connections.at(-1)?.connect?.sessionId;
    expect(groupchat.faults.fatalError()).toBe(1);
    await worksStill(scene);
    expect(groupchat.connections.at(-1)?.connect?.sessionId).not.toBe(before);
  });

  it("FatalErrors again and again are backed off from", async () => {
    const { logger, lines } = recordingLogger();
    const scene = await live({ logger });
    for (let i = 0; i < 3; i++) {
      scene.groupchat.faults.fatalError();
      await untilState(scene.client, "down");
      await untilState(scene.client, "live");
    }
    await worksStill(scene);
    const said = lines.filter(({ message }) => message === "the subscription is set up anew");
    expect(said).toHaveLength(3);
  });

  it("transitions in chunks", async () => {
    const groupchat = await openGroupChat();
    groupchat.faults.chunkTransitions(3);
    const client = clientOf(groupchat, { transport: "websocket" });
    const runs = client.pending();
    await worksStill({ groupchat, client, runs });
  });
});

describe("a query that fails", () => {
  it.each(["pendingRuns", "stoppedRuns"])("%s is subscribed to again", async (name) => {
    const scene = await live();
    const handle = scene.groupchat.faults.queryFailed(name);
    await untilState(scene.client, "down");
    handle.clear();
    await untilState(scene.client, "live");
    await worksStill(scene);
  });

  it("with data of its own is no different", async () => {
    const scene = await live();
    const data = { code: "LIMIT" };
    const handle = scene.groupchat.faults.queryFailed("pendingRuns", { data, times: 2 });
    await untilState(scene.client, "down");
    await worksStill(scene);
    expect(handle.hits).toBe(2);
  });
});

describe("sockets", () => {
  it("dropped without a word come back", async () => {
    const scene = await live();
    scene.groupchat.faults.drop();
    await untilState(scene.client, "down");
    await worksStill(scene);
  });

  it.each([1000, 1001, 1011, 1012, 4040])("closed with %i come back", async (code) => {
    const scene = await live();
    scene.groupchat.faults.close(code, "InternalServerError: restarting");
    await untilState(scene.client, "down");
    await worksStill(scene);
  });

  it("with a handshake that hangs are given up", async () => {
    const groupchat = await openGroupChat();
    const handle = groupchat.faults.hangHandshake({ times: 1 });
    const client = clientOf(groupchat, { transport: "websocket", connectTimeoutMs: 100 });
    await worksStill({ groupchat, client, runs: client.pending() });
    expect(handle.hits).toBe(1);
  });

  it.each([404, 429, 500, 503])("refused with %i are asked for again", async (status) => {
    const groupchat = await openGroupChat();
    const handle = groupchat.faults.refuseUpgrade(status, { times: 1 });
    const client = clientOf(groupchat, { transport: "websocket" });
    await worksStill({ groupchat, client, runs: client.pending() });
    expect(handle.hits).toBe(1);
  });

  it("refused again and again are told of once, with the reason", async () => {
    const groupchat = await openGroupChat();
    groupchat.faults.refuseUpgrade(503, { times: 2 });
    const client = clientOf(groupchat, { transport: "websocket" });
    const states: FeedState[] = [];
    client.on("state", (state) => states.push(state));
    await worksStill({ groupchat, client, runs: client.pending() });
    expect(states.map(({ status }) => status)).toEqual(["starting", "down", "live"]);
    expect(states[1]).toMatchObject({
      error: { code: "CONNECT_FAILED", message: expect.stringContaining("HTTP 503") },
    });
  });

  it("to where nothing listens are told of as such", async () => {
    const groupchat = await openGroupChat();
    const convexUrl = `http://127.0.0.1:${await closedPort()}`;
    const client = clientOf(
      { ...address(groupchat), token: groupchat.token, convexUrl },
      { transport: "websocket" },
    );
    client.pending();
    await untilState(client, "down");
    expect(client.state).toMatchObject({
      error: {
        message: "Could not connect to the deployment: nothing listens there (ECONNREFUSED)",
      },
    });
  });

  it("that fall silent are given up, long before convex would", async () => {
    const scene = await live({ idleLimitMs: 400 }, { pingIntervalMs: 50 });
    scene.groupchat.faults.silence();
    await untilState(scene.client, "down");
    await worksStill(scene);
  });

  it("that fall silent are given up although the clock was set back", async () => {
    let setBackMs = 0;
    const clock = { ...systemClock, now: () => Date.now() - setBackMs };
    const scene = await live({ clock, idleLimitMs: 400 }, { pingIntervalMs: 50 });
    setBackMs = 3_600_000;
    scene.groupchat.faults.silence();
    await untilState(scene.client, "down");
    await worksStill(scene);
  });

  it("that only ping are given up when no result comes", async () => {
    const groupchat = await openGroupChat({ pingIntervalMs: 20 });
    groupchat.faults.silence(Infinity, { pings: true, future: 1 });
    const client = clientOf(groupchat, { transport: "websocket", syncTimeoutMs: 200 });
    await worksStill({ groupchat, client, runs: client.pending() });
  });

  it("are made anew after a sleep, when they said nothing for long", async () => {
    let wake = (_reason: WakeReason): void => undefined;
    let now = Date.now();
    const scene = await live({
      clock: { ...systemClock, now: () => now },
      idleLimitMs: Infinity,
      wake: (onWake) => {
        wake = onWake;
        return () => undefined;
      },
    });
    wake("visible");
    expect(scene.groupchat.connections).toHaveLength(1);
    scene.groupchat.faults.silence();
    now += 3_600_000;
    wake("thaw");
    expect(scene.client.state.status).toBe("down");
    await worksStill(scene);
    expect(scene.groupchat.connections).toHaveLength(2);
  });
});

describe("listeners that throw", () => {
  it("disturb nothing, and are logged", async () => {
    const { logger, lines } = recordingLogger();
    const scene = await live({ logger });
    scene.client.on("state", () => {
      throw new Error("mine");
    });
    const rejects: () => unknown = () => Promise.reject(new Error("mine too"));
    scene.client.on("state", rejects);
    scene.groupchat.faults.drop();
    await untilState(scene.client, "down");
    await worksStill(scene);
    expect(lines.filter(({ message }) => message === "a listener threw").length).toBeGreaterThan(1);
  });
});

describe("a wrong token", () => {
  it.each(["auto", "websocket", "polling"] as const)(
    "is told at once, before anything is subscribed to (%s)",
    async (transport) => {
      const groupchat = await openGroupChat();
      const client = clientOf({ ...address(groupchat), token: "gca_wrong" }, { transport });
      const error = await rejection(client.pending().next());
      expect(error).toBeInstanceOf(AuthError);
      expect(client.state).toEqual({ status: "idle", error });
      expect(groupchat.connections).toEqual([]);
    },
  );

  it.each(["queryFailed", "convexError", "authError", "null"] as const)(
    "that was good before, refused as %s, is told from a server's error",
    async (form) => {
      const { groupchat, client, runs } = await live({ syncTimeoutMs: 300 });
      groupchat.faults.wrongToken(form);
      expect(await rejection(runs.next())).toBeInstanceOf(AuthError);
      expect(client.state.status).toBe("idle");
    },
  );

  it.each(["empty", "rest401"] as const)(
    "that was good before, refused only by silence (%s), is found by a look at the API",
    async (form) => {
      const { groupchat, runs } = await live({ transport: "auto", auditIntervalMs: 50 });
      groupchat.faults.wrongToken(form);
      expect(await rejection(runs.next())).toBeInstanceOf(AuthError);
    },
  );

  it("ends every loop, and a later one tries again", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat);
    const loops = [client.pending(), client.pending(), client.stopped()];
    const nexts = loops.map((loop) => loop.next());
    await untilState(client, "live");
    const handle = groupchat.faults.wrongToken("queryFailed");
    for (const next of nexts) expect(await rejection(next)).toBeInstanceOf(AuthError);
    for (const loop of loops) expect(await loop.next()).toEqual({ done: true, value: undefined });
    handle.clear();
    await worksStill({ groupchat, client, runs: client.pending() });
  });
});

function address({ apiUrl, convexUrl }: TestGroupChat): { apiUrl: string; convexUrl: string } {
  return { apiUrl, convexUrl };
}
