import { expect, test } from "vitest";
import { Lanes } from "../../src/runner/lanes.js";
import { Desk, gate } from "../support/desk.js";
import { start } from "../support/run.js";
import * as fc from "fast-check";

test("so many at a time, each conversation in its order, those that waited longest first", async () => {
  const desk = new Desk();
  const gates = new Map(["a1", "a2", "b1", "b2", "c1"].map((id) => [id, gate()]));
  const { watch } = start({
    source: desk,
    concurrency: 2,
    telemetry: false,
    agent: async ({ id }) => {
      await gates.get(id)?.passed;
      return id;
    },
  });
  for (const id of ["a1", "a2", "b1", "c1", "b2"]) desk.put(id, { conversation: id.charAt(0) });
  const begun = (): string[] => watch.of("begun").map(({ task }) => task.id);
  await watch.until("begun", 2);
  expect(begun()).toEqual(["a1", "b1"]);
  gates.get("b1")?.open();
  await watch.until("begun", 3);
  expect(begun().at(-1)).toBe("c1");
  gates.get("a1")?.open();
  await watch.until("begun", 4);
  // b2 has had a free lane for longer than a2.
  expect(begun().at(-1)).toBe("b2");
  for (const id of ["c1", "b2"]) gates.get(id)?.open();
  await watch.until("begun", 5);
  gates.get("a2")?.open();
  await watch.until("ended", 5);
  expect(desk.replies().sort()).toEqual(["a1", "a2", "b1", "b2", "c1"]);
});

test("any number of conversations: order is kept, the bound holds, nothing is left", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ lane: fc.integer({ min: 0, max: 4 }), ticks: fc.nat(5) }), {
        maxLength: 40,
      }),
      fc.integer({ min: 1, max: 5 }),
      async (works, concurrency) => {
        const lanes = new Lanes(concurrency);
        const running = new Set<number>();
        const order = new Map<number, number[]>();
        const seen: number[] = [];
        for (const [index, { lane, ticks }] of works.entries()) {
          lanes.push(String(lane), async () => {
            expect(running.has(lane)).toBe(false);
            running.add(lane);
            seen.push(running.size);
            order.set(lane, [...(order.get(lane) ?? []), index]);
            for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
            running.delete(lane);
          });
        }
        await lanes.idle();
        expect(lanes.size).toBe(0);
        expect(Math.max(0, ...seen)).toBeLessThanOrEqual(concurrency);
        expect([...order.values()].flat()).toHaveLength(works.length);
        for (const done of order.values()) expect(done).toEqual([...done].sort((a, b) => a - b));
      },
    ),
  );
});

test("a source is not asked for more than there is room for", async () => {
  let handed = 0;
  const one = gate();
  const { watch } = start({
    concurrency: 1,
    maxWaiting: 2,
    telemetry: false,
    agent: () => one.passed,
    source: {
      name: "eager",
      async *tasks() {
        while (handed < 50) {
          handed += 1;
          yield {
            id: String(handed),
            conversation: String(handed),
            text: "x",
            speaker: { kind: "person" },
            reply: () => undefined,
            fail: () => undefined,
            skip: () => undefined,
          };
        }
      },
    },
  });
  await watch.until("begun");
  await watch.until("accepted", 4);
  expect(handed).toBe(4);
  one.open();
  expect(await watch.until("source-ended")).toHaveLength(1);
  expect(handed).toBe(50);
});
