import { openerOf, type Side } from "../clients/client.js";
import { cpuMicros, type Sample } from "./sample.js";

export interface ConnectTask {
  readonly workload: "connect";
  readonly side: Side;
  readonly url: string;
  readonly connects: number;
}

/** From making the client until it is ready for calls, one connect after the other. */
export async function connect(task: ConnectTask): Promise<Sample> {
  const { url, connects } = task;
  const open = await openerOf(task.side);
  const warmUp = Math.ceil(connects / 3);
  const times: number[] = [];
  let cpu = 0;
  for (let i = 0; i < warmUp + connects; i++) {
    const began = performance.now();
    const cpuBefore = cpuMicros();
    const client = await open({ url });
    if (i >= warmUp) {
      times.push(performance.now() - began);
      cpu += cpuMicros() - cpuBefore;
    }
    await client.close();
  }
  times.sort((a, b) => a - b);
  return {
    wallMillis: times[Math.floor(times.length / 2)] ?? NaN,
    cpuMillis: cpu / connects / 1000,
  };
}
