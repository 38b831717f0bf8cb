import type { ChannelTask } from "./channel.js";
import type { ConnectTask } from "./connect.js";
import type { DecodeTask } from "./decode.js";
import type { IterateTask } from "./iterate.js";
import type { LatestTextTask } from "./latest-text.js";
import type { MemoryTask } from "./memory.js";
import type { ReceiveTask } from "./receive.js";
import type { RetryTask } from "./retry.js";
import type { RpcTask } from "./rpc.js";
import type { Sample } from "./sample.js";
import type { StartupTask } from "./startup.js";

/** What one child process is to measure. */
export type Task =
  | ChannelTask
  | ConnectTask
  | DecodeTask
  | IterateTask
  | LatestTextTask
  | MemoryTask
  | ReceiveTask
  | RetryTask
  | RpcTask
  | StartupTask;

/** Loads only the workload that is asked for: a process must not pay for the others. */
export async function perform(task: Task): Promise<Sample> {
  switch (task.workload) {
    case "channel-echo":
    case "channel-fan-out":
    case "channel-idle":
      return (await import("./channel.js")).channel(task);
    case "connect":
      return (await import("./connect.js")).connect(task);
    case "decode":
      return (await import("./decode.js")).decode(task);
    case "iterate":
      return (await import("./iterate.js")).iterate(task);
    case "latest-text":
      return (await import("./latest-text.js")).latestText(task);
    case "memory":
      return (await import("./memory.js")).memory(task);
    case "receive":
      return (await import("./receive.js")).receive(task);
    case "retry":
      return (await import("./retry.js")).retry(task);
    case "rpc":
      return (await import("./rpc.js")).rpc(task);
    case "startup":
      return (await import("./startup.js")).startup(task);
    default:
      return task satisfies never;
  }
}
