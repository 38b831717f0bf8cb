import { EventEmitter, on } from "node:events";
import { AsyncStream, Emitter } from "@hawser/core";
import { cpuOf, type Sample } from "./sample.js";

export type IterateSide = "callback" | "hawser" | "node:events";

export interface IterateTask {
  readonly workload: "iterate";
  readonly side: IterateSide;
  readonly events: number;
  /** How many events come in one turn of the event loop. */
  readonly burst: number;
}

interface Payload {
  readonly seq: number;
}

/** Delivers `count` events, `burst` of them a turn, and returns when the last one was read. */
type Deliver = (count: number, burst: number) => Promise<void>;

/** CPU per event until the reader's code runs, turns of the event loop included. */
export async function iterate({ side, events, burst }: IterateTask): Promise<Sample> {
  const deliver = deliverer(side);
  await deliver(Math.ceil(events / 4), burst);
  const cpu = await cpuOf(() => deliver(events, burst));
  return { cpuNanosPerEvent: (cpu * 1000) / events };
}

function deliverer(side: IterateSide): Deliver {
  switch (side) {
    case "callback":
      return toCallback;
    case "hawser":
      return toStream;
    case "node:events":
      return toNodeIterator;
    default:
      return side satisfies never;
  }
}

const payload: Payload = { seq: 1 };

async function inBursts(count: number, burst: number, emit: () => void): Promise<void> {
  for (let sent = 0; sent < count; sent += burst) {
    for (let i = 0; i < burst; i++) emit();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function toCallback(count: number, burst: number): Promise<void> {
  const emitter = new Emitter<{ chat: Payload }>();
  let sum = 0;
  emitter.on("chat", (event) => {
    sum += event.seq;
  });
  await inBursts(count, burst, () => emitter.emit("chat", payload));
  complete(sum, count, burst);
}

async function toStream(count: number, burst: number): Promise<void> {
  const emitter = new Emitter<{ chat: Payload }>();
  const stream = new AsyncStream<Payload>();
  emitter.on("chat", (event) => stream.push(event));
  const reading = sumOf(stream);
  await inBursts(count, burst, () => emitter.emit("chat", payload));
  stream.end();
  complete(await reading, count, burst);
}

async function toNodeIterator(count: number, burst: number): Promise<void> {
  const emitter = new EventEmitter();
  const events = on(emitter, "chat", { close: ["end"] }) as AsyncIterable<[Payload]>;
  const read = async (): Promise<number> => {
    let sum = 0;
    for await (const [event] of events) sum += event.seq;
    return sum;
  };
  const reading = read();
  await inBursts(count, burst, () => emitter.emit("chat", payload));
  emitter.emit("end");
  complete(await reading, count, burst);
}

async function sumOf(stream: AsyncIterable<Payload>): Promise<number> {
  let sum = 0;
  for await (const event of stream) sum += event.seq;
  return sum;
}

function complete(read: number, count: number, burst: number): void {
  const sent = Math.ceil(count / burst) * burst;
  if (read !== sent) throw new Error(`read ${read} of ${sent} events`);
}
