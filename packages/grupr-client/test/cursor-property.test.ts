import { ManualClock } from "@hawser/core/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { GruprClient, type Delivery } from "../src/index.js";
import { CrashStore, ModelHub, type ListFault } from "./support/model-hub.js";

const ROOM = "6f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506";
/** Below the overlap: what is later than that cannot be told from what is done. */
const LATEST_MS = 4000;

type Step =
  | {
      readonly kind: "say";
      /** After the one before, ms. */
      readonly gapMs: number;
      /** How far `created_at` lies back, ms; µs make neighbours. */
      readonly backMs: number;
      readonly micros: number;
      /** Lists have it only then. */
      readonly hiddenMs: number;
      /** It is a placeholder for so long; 0: none. */
      readonly streamingMs: number;
    }
  | { readonly kind: "fault"; readonly fault: ListFault }
  /** Takes deliveries, as far as there are any, and acks them in some order. */
  | { readonly kind: "handle"; readonly count: number; readonly backwards: boolean }
  /** Handles one, and dies before the ack, or in the middle of it. */
  | { readonly kind: "crash"; readonly during: "handler" | "before" | "after" | "idle" };

const oftenZero = (max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.constant(0), fc.integer({ min: 0, max }));

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("say" as const),
      gapMs: oftenZero(3000),
      backMs: oftenZero(LATEST_MS / 2),
      micros: oftenZero(3),
      hiddenMs: oftenZero(LATEST_MS / 2),
      streamingMs: fc.oneof(
        { weight: 4, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 60_000 }) },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("fault" as const),
      fault: fc.constantFrom<ListFault>("500", "cut", "half", "shuffled", "doubled"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("handle" as const),
      count: fc.integer({ min: 1, max: 5 }),
      backwards: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("crash" as const),
      during: fc.constantFrom(
        "handler" as const,
        "before" as const,
        "after" as const,
        "idle" as const,
      ),
    }),
  },
);

/** One life after the other, over one room and one store. */
class World {
  readonly clock = new ManualClock();
  readonly hub: ModelHub;
  readonly store: CrashStore;
  readonly acked = new Set<string>();
  readonly #limit: number;
  /** Given, and not acked by the life that got it. */
  readonly #mayRepeat = new Set<string>();
  #givenNow = new Set<string>();
  #client: GruprClient;
  #stream: AsyncIterator<Delivery, undefined>;
  #next: Promise<IteratorResult<Delivery, undefined>> | undefined;

  constructor(limit: number, most: number) {
    this.#limit = limit;
    this.hub = new ModelHub(() => this.clock.now(), most);
    this.store = new CrashStore(new Date(this.clock.now() - 60_000).toISOString());
    [this.#client, this.#stream] = this.#live();
  }

  #live(): [GruprClient, AsyncIterator<Delivery, undefined>] {
    const client = new GruprClient({
      agentToken: "gat_0123456789",
      transport: "polling",
      requestTimeoutMs: Infinity,
      store: this.store,
      clock: this.clock,
      fetch: this.hub.fetch,
    });
    return [client, client.stream(ROOM, { limit: this.#limit })];
  }

  /** The next delivery, or undefined when there is none within `ms` of the clock. */
  async take(ms: number): Promise<Delivery | undefined> {
    this.#next ??= this.#stream.next();
    let found: Delivery | undefined;
    const taken = this.#next.then(({ value }) => (found = value));
    for (const until = this.clock.now() + ms; ;) {
      await this.clock.advance(0);
      if (found !== undefined) break;
      const wait = this.clock.nextInMs ?? 0;
      if (this.clock.now() + wait > until) return undefined;
      await this.clock.advance(wait);
    }
    await taken;
    this.#next = undefined;
    this.#check(found);
    return found;
  }

  #check({ message }: Delivery): void {
    const { message_id: id } = message;
    expect(message.content).toBe(`said ${id}`);
    expect(this.acked.has(id) && !this.#mayRepeat.has(id), `${id} came again after its ack`).toBe(
      false,
    );
    expect(this.#givenNow.has(id), `${id} came twice in one life`).toBe(false);
    this.#givenNow.add(id);
  }

  async ack(delivery: Delivery): Promise<void> {
    await delivery.ack();
    this.acked.add(delivery.message.message_id);
    this.#mayRepeat.delete(delivery.message.message_id);
  }

  /** The process is gone; the next one begins where the store says. */
  async die(repeats?: Delivery): Promise<void> {
    if (repeats !== undefined) this.#mayRepeat.add(repeats.message.message_id);
    await this.#client.close();
    this.#next = undefined;
    this.#givenNow = new Set();
    [this.#client, this.#stream] = this.#live();
  }

  async end(): Promise<void> {
    await this.#client.close();
  }
}

async function run(world: World, step: Step): Promise<void> {
  const { clock, hub, store } = world;
  switch (step.kind) {
    case "say": {
      await clock.advance(step.gapMs);
      const now = clock.now();
      hub.said.push({
        id: `m${hub.said.length}`,
        at: (now - step.backMs) * 1000 + step.micros,
        visibleAt: now + step.hiddenMs,
        filledAt: step.streamingMs === 0 ? 0 : now + step.streamingMs,
      });
      return;
    }
    case "fault":
      hub.faults.push(step.fault);
      return;
    case "handle": {
      const taken: Delivery[] = [];
      while (taken.length < step.count) {
        const delivery = await world.take(3000);
        if (delivery === undefined) break;
        taken.push(delivery);
      }
      for (const delivery of step.backwards ? taken.reverse() : taken) await world.ack(delivery);
      return;
    }
    case "crash": {
      const delivery = step.during === "idle" ? undefined : await world.take(3000);
      if (delivery !== undefined && step.during !== "handler") {
        store.crash = step.during as "before" | "after";
        await expect(delivery.ack()).rejects.toThrow("the process is gone");
        // It reached the disk: nobody is told, and it does not come again.
        if (step.during === "after") world.acked.add(delivery.message.message_id);
      }
      await world.die(step.during === "after" ? undefined : delivery);
      return;
    }
    default:
      step satisfies never;
  }
}

it("no message is skipped, and none comes again but the one a crash has caught", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 6 }),
      // A page holds all that share a time: what does not cannot be read by any client.
      fc.integer({ min: 60, max: 100 }),
      async (steps, limit, most) => {
        const world = new World(limit, most);
        try {
          for (const one of steps) await run(world, one);
          // All is quiet: what is left comes now.
          for (;;) {
            const delivery = await world.take(120_000);
            if (delivery === undefined) break;
            await world.ack(delivery);
          }
          expect([...world.acked].sort()).toEqual(world.hub.said.map(({ id }) => id).sort());
        } finally {
          await world.end();
        }
      },
    ),
    { numRuns: 120 },
  );
}, 120_000);
