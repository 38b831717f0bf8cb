import type { TestGrupr } from "@hawser/testkit";
import { expect, it } from "vitest";
import { MemoryCursorStore, type Delivery } from "../src/index.js";
import { clientOf, openHub } from "./support/hub.js";

const MESSAGES = 400;
const LIVES = 25;

/** A storm that is the same each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Says a few things, and lets something go wrong. */
function stir(hub: TestGrupr, roll: (sides: number) => number, next: () => string | undefined) {
  const { faults, gruprId } = hub;
  for (let i = 0; i <= roll(3); i++) {
    const content = next();
    if (content === undefined) break;
    if (roll(10) === 0) faults.lateRows(1, 1 + roll(2));
    // A little late, or at the same time as others.
    const back = roll(4) === 0 ? roll(500) : 0;
    const createdAt = new Date(Date.now() - back).toISOString();
    hub.say(gruprId, roll(3) === 0 ? { content } : { content, createdAt });
  }
  const faultOf = [
    () => faults.drop(),
    () => faults.close(1012),
    () => faults.rest(roll(2) === 0 ? 500 : 429, { operation: "list" }),
    () => faults.loseResponse("list", { how: roll(2) === 0 ? "cut" : "html" }),
    () => faults.shuffleRows(),
    () => faults.duplicateRows(),
    () => faults.loseEvents(2),
    () => faults.duplicateEvents(2),
    () => faults.reorderEvents(),
    () => faults.garbage(),
    () => faults.refuseUpgrade(503, { times: 1 }),
  ];
  if (roll(3) === 0) faultOf[roll(faultOf.length)]?.();
}

it("a storm over real sockets: all is handled, and repeated only where a life ended", async () => {
  const hub = await openHub({ timestampDigits: 3 });
  const roll = dice(7);
  const store = new MemoryCursorStore();
  await store.save(hub.gruprId, new Date(Date.now() - 60_000).toISOString());
  const options = {
    store,
    pollIntervalMs: 50,
    safetyPollMs: 50,
    random: () => 0,
    ws: { reconnect: { firstMaxMs: 1, initialMs: 1, maxMs: 5 } },
  };
  let said = 0;
  const next = (): string | undefined => (said < MESSAGES ? `${said++}` : undefined);
  const acked = new Set<string>();
  /** Handled by a life that ended before the ack. */
  const caught = new Set<string>();
  const unexpected: string[] = [];

  const live = async (deliveries: number): Promise<void> => {
    const client = clientOf(hub, options);
    for await (const delivery of client.stream(hub.gruprId, { limit: 1 + roll(10) })) {
      note(delivery);
      stir(hub, roll, next);
      deliveries -= 1;
      if (deliveries === 0) {
        caught.add(delivery.message.content);
        break;
      }
      await delivery.ack();
      acked.add(delivery.message.content);
      if (acked.size === MESSAGES) break;
    }
    await client.close();
  };
  const note = ({ message: { content } }: Delivery): void => {
    if (acked.has(content)) unexpected.push(content);
  };

  stir(hub, roll, next);
  for (let life = 1; life < LIVES; life++) await live(Math.floor(MESSAGES / LIVES));
  await live(Infinity);
  expect(unexpected).toEqual([]);
  expect(acked.size).toBe(MESSAGES);
  expect(caught.size).toBeGreaterThan(LIVES / 2);
  expect(new Set(hub.faults.log.map(({ kind }) => kind)).size).toBeGreaterThan(8);
}, 120_000);
