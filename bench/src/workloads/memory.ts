import { type BenchClient, openerOf, type Side } from "../clients/client.js";
import type { Sample } from "./sample.js";

export interface MemoryTask {
  readonly workload: "memory";
  readonly side: Side;
  readonly url: string;
  readonly clients: number;
}

const AT_ONCE = 25;
const WARM_UP = 50;

/** What one connected, idle client keeps: V8 heap and resident memory, in KiB. */
export async function memory(task: MemoryTask): Promise<Sample> {
  const open = await openerOf(task.side);
  const clients: BenchClient[] = [];
  const connectTo = async (count: number): Promise<void> => {
    while (clients.length < count) {
      const group = Array.from({ length: Math.min(AT_ONCE, count - clients.length) }, () =>
        open({ url: task.url }),
      );
      clients.push(...(await Promise.all(group)));
      await settle(1);
    }
  };
  await connectTo(WARM_UP);
  await settle(5);
  const before = process.memoryUsage();
  await connectTo(WARM_UP + task.clients);
  await settle(5);
  const after = process.memoryUsage();
  const each = (bytes: number): number => bytes / task.clients / 1024;
  await Promise.all(clients.map((client) => client.close()));
  return {
    heapKiB: each(after.heapUsed - before.heapUsed),
    rssKiB: each(after.rss - before.rss),
  };
}

/** Lets what is over be collected, so that only what is kept counts. */
async function settle(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
}
