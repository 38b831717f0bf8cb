import { WebSocket } from "ws";
import { openerOf, type Side } from "../clients/client.js";
import type { Sample } from "./sample.js";

export interface RetryTask {
  readonly workload: "retry";
  readonly side: Side;
  readonly url: string;
  readonly clients: number;
  /** How long to wait for first tries, ms. */
  readonly waitMs: number;
}

const AT_ONCE = 50;
const BUCKET_MS = 10;

/** When clients first try again after all of them were dropped at once, as the server sees it. */
export async function retry(task: RetryTask): Promise<Sample> {
  const open = await openerOf(task.side);
  for (let started = 0; started < task.clients; started += AT_ONCE) {
    const count = Math.min(AT_ONCE, task.clients - started);
    await Promise.all(
      Array.from({ length: count }, (_, i) => open({ url: `${task.url}/?client=${started + i}` })),
    );
  }
  const control = new WebSocket(`${task.url}/control`);
  await new Promise((resolve) => control.once("open", resolve));
  control.send("drop");
  await new Promise((resolve) => setTimeout(resolve, task.waitMs));
  const told = new Promise<readonly number[]>((resolve) => {
    control.once("message", (data: Buffer) => resolve(JSON.parse(data.toString()) as number[]));
  });
  control.send("arrivals");
  const times = await told;
  const first = times[0] ?? NaN;
  const last = times.at(-1) ?? NaN;
  return {
    returnedShare: times.length / task.clients,
    firstMillis: first,
    lastMillis: last,
    busiestShare: busiest(times) / Math.max(1, times.length),
  };
}

/** The most clients that came within 10 ms of each other. */
function busiest(times: readonly number[]): number {
  let most = 0;
  let from = 0;
  for (const [i, time] of times.entries()) {
    while ((times[from] ?? time) < time - BUCKET_MS) from++;
    most = Math.max(most, i - from + 1);
  }
  return most;
}
