import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Backlog } from "../src/feed/backlog.js";
import { BoundedSet } from "../src/feed/bounded-set.js";
import { parseRun } from "../src/parse/run.js";
import type { Run } from "../src/schemas/index.js";
import { clientOf, ids, openGroupChat, take, untilState } from "./support/groupchat.js";

const run = (id: string, createdAt = 0): Run => ({
  ...(parseRun(id, "PENDING") as Run),
  createdAt,
});

describe("the backlog", () => {
  function backlog(): { readonly list: Backlog; readonly given: string[]; ask(): () => void } {
    const list = new Backlog();
    const given: string[] = [];
    return { list, given, ask: () => list.request(({ id }) => given.push(id)) };
  }

  it("hands out who waits longest", () => {
    const { list, given, ask } = backlog();
    list.replace([run("new", 3), run("old", 1), run("middle", 2)]);
    ask();
    ask();
    ask();
    expect(given).toEqual(["old", "middle", "new"]);
  });

  it("does not hand out what is gone from the list", () => {
    const { list, given, ask } = backlog();
    list.replace([run("a"), run("b")]);
    list.replace([run("b")]);
    ask();
    ask();
    expect(given).toEqual(["b"]);
  });

  it("hands out again what was given back, while it is on the list", () => {
    const { list, given, ask } = backlog();
    list.replace([run("a"), run("b")]);
    ask();
    ask();
    list.replace([run("b")]);
    list.release("a");
    list.release("b");
    ask();
    ask();
    list.replace([run("a"), run("b")]);
    expect(given).toEqual(["a", "b", "b", "a"]);
  });

  it("gives nothing to who has withdrawn", () => {
    const { list, given, ask } = backlog();
    ask()();
    list.replace([run("a")]);
    expect(given).toEqual([]);
    ask();
    expect(given).toEqual(["a"]);
  });

  it("hands out each run once, whatever lists come in whatever order", () => {
    const snapshots = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant("replace"), ids: fc.array(fc.nat(9)) }),
        fc.record({ kind: fc.constant("add"), ids: fc.array(fc.nat(9)) }),
        fc.constant({ kind: "ask", ids: [] as number[] }),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(snapshots, (steps) => {
        const { list, given, ask } = backlog();
        const listed = new Set<string>();
        for (const { kind, ids: numbers } of steps) {
          const runs = numbers.map((id) => run(String(id)));
          for (const { id } of runs) listed.add(id);
          if (kind === "replace") list.replace(runs);
          else if (kind === "add") list.add(runs);
          else ask();
        }
        expect(new Set(given).size).toBe(given.length);
        // Nothing is lost: all of it comes to who asks, when it is listed.
        list.replace([...listed].map((id) => run(id)));
        for (let i = 0; i < 10; i++) ask();
        expect(new Set(given)).toEqual(listed);
      }),
    );
  });
});

it("a bounded set forgets its oldest members only", () => {
  const set = new BoundedSet(3);
  for (const id of ["a", "b", "c", "a", "d"]) set.add(id);
  expect(["a", "b", "c", "d"].map((id) => set.has(id))).toEqual([true, false, true, true]);
});

describe("pending()", () => {
  it("shares the runs among several readers", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat);
    const [first, second] = [client.pending(), client.pending()];
    const both = Promise.all([take(first, 2), take(second, 2)]);
    const delegated = [1, 2, 3, 4].map((n) => groupchat.delegate({ task: `${n}` }).id);
    const given = (await both).flat();
    expect(ids(given).sort()).toEqual(delegated.sort());
  });

  it("does not give what was stopped, deleted or started elsewhere before it was asked for", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat);
    const runs = client.pending();
    const stopped = client.stopped({ scope: "all" });
    await untilState(client, "live");
    const [a, b, c, d] = ["a", "b", "c", "d"].map((task) => groupchat.delegate({ task }).id);
    groupchat.deleteRun(b ?? "");
    groupchat.startElsewhere(c ?? "");
    groupchat.stop(a ?? "");
    expect(ids(await take(stopped, 1))).toEqual([a]);
    expect(ids(await take(runs, 1))).toEqual([d]);
  });

  it("gives a follow-up as a run of its own, with the message and the whole thread", async () => {
    const groupchat = await openGroupChat();
    const client = clientOf(groupchat);
    const runs = client.pending();
    const first = groupchat.delegate({ task: "Paint the quay", activity: ["Green, please."] });
    await take(runs, 1);
    await client.start(first.id, "On it.");
    await client.complete(first.id, "Painted.");
    const second = groupchat.followUp(first.id, "Can you add a stripe?");
    const [run] = await take(runs, 1);
    expect(run?.id).toBe(second.id);
    const details = await client.get(second.id);
    expect(details.lastFollowUpMessage).toBe("Can you add a stripe?");
    expect(JSON.stringify(details.activity)).toMatch(/Green, please.*On it.*Painted.*add a stripe/);
  });
});

describe("stopped()", () => {
  it("gives what is in flight here, once, and no history", async () => {
    const groupchat = await openGroupChat();
    const [old, mine, other] = ["old", "mine", "other"].map(
      (task) => groupchat.delegate({ task }).id,
    );
    groupchat.stop(old ?? "");
    const client = clientOf(groupchat);
    const stopped = client.stopped();
    const all = client.stopped({ scope: "all" });
    await untilState(client, "live");
    await client.start(mine ?? "");
    groupchat.startElsewhere(other ?? "");
    groupchat.stop(other ?? "");
    groupchat.stop(mine ?? "");
    expect(ids(await take(stopped, 1))).toEqual([mine]);
    groupchat.faults.drop();
    await untilState(client, "polling");
    await untilState(client, "live");
    expect(new Set(ids(await take(all, 3)))).toEqual(new Set([old, mine, other]));
    await client.close();
    expect(await stopped.next()).toMatchObject({ done: true });
  });

  it.each(["polling", "websocket"] as const)("works over %s", async (transport) => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    const client = clientOf(groupchat, { transport });
    const stopped = client.stopped();
    await client.start(id);
    groupchat.stop(id);
    expect(await take(stopped, 1)).toMatchObject([{ id, status: "STOPPED" }]);
  });

  it("misses no stop that comes while the start is being answered", async () => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    const client = clientOf(groupchat, { transport: "websocket" });
    const stopped = client.stopped();
    await untilState(client, "live");
    groupchat.faults.slow(200, { path: "/start" });
    const starting = client.start(id);
    await groupchat.waitFor("transition", ({ runId }) => runId === id);
    groupchat.stop(id);
    await starting;
    expect(ids(await take(stopped, 1))).toEqual([id]);
  });

  it.each(["ids", "runIds"] as const)("reads a list of %s", async (shape) => {
    const groupchat = await openGroupChat({ stoppedRuns: { shape } });
    const { id } = groupchat.delegate({ task: "t" });
    const client = clientOf(groupchat, { transport: "websocket" });
    const stopped = client.stopped();
    await client.start(id);
    groupchat.stop(id);
    expect(ids(await take(stopped, 1))).toEqual([id]);
  });
});
