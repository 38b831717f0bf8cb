import { openerOf, type Side } from "../clients/client.js";
import type { EventKind } from "../server/event-cycle.js";
import { cpuOf, type Sample } from "./sample.js";

export interface ReceiveTask {
  readonly workload: "receive";
  readonly side: Side;
  readonly url: string;
  /** `chat`: deltas with a listener; `other`: events that nobody listens to. */
  readonly kind: EventKind;
  readonly events: number;
}

/** CPU per received event. Events come as fast as this process takes them. */
export async function receive(task: ReceiveTask): Promise<Sample> {
  const { url, kind, events } = task;
  let heard = 0;
  let characters = 0;
  const open = await openerOf(task.side);
  const client = await open(
    kind === "chat"
      ? {
          url,
          onChat: (payload) => {
            heard += 1;
            characters += payload.message?.content?.[0]?.text?.length ?? 0;
          },
        }
      : { url },
  );
  await client.send(`STREAM ${kind} ${Math.ceil(events / 3)}`);
  heard = 0;
  const cpu = await cpuOf(() => client.send(`STREAM ${kind} ${events}`));
  const expected = kind === "chat" ? events : 0;
  if (heard !== expected || characters < expected) {
    throw new Error(`${task.side} told ${heard} of ${expected} events`);
  }
  await client.close();
  return { cpuMicrosPerEvent: cpu / events };
}
