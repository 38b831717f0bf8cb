import { openerOf, type Side } from "../clients/client.js";
import { cpuOf, type Sample } from "./sample.js";

export interface RpcTask {
  readonly workload: "rpc";
  readonly side: Side;
  readonly url: string;
  readonly inFlight: number;
  readonly calls: number;
}

/** CPU per `chat.history` call (a small answer), with so many calls in flight all the time. */
export async function rpc(task: RpcTask): Promise<Sample> {
  const { inFlight, calls } = task;
  const client = await (await openerOf(task.side))({ url: task.url });
  const work = async (total: number): Promise<void> => {
    let left = total;
    const worker = async (): Promise<void> => {
      while (left-- > 0) await client.history("agent:main:basic");
    };
    await Promise.all(Array.from({ length: inFlight }, worker));
  };
  await work(Math.ceil(calls / 2));
  const cpu = await cpuOf(() => work(calls));
  await client.close();
  return { cpuMicrosPerCall: cpu / calls };
}
