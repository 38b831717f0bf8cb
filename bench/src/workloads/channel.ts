import { LoadProcess } from "../channel/load-process.js";
import { type BenchServer, type ChannelSide, GROUP, serverOf } from "../channel/server.js";
import { cpuOf, type Sample } from "./sample.js";

export type ChannelTask =
  | {
      readonly workload: "channel-idle";
      readonly side: ChannelSide;
      readonly connections: number;
    }
  | {
      readonly workload: "channel-echo";
      readonly side: ChannelSide;
      readonly people: number;
      readonly messages: number;
    }
  | {
      readonly workload: "channel-fan-out";
      readonly side: ChannelSide;
      readonly members: number;
      readonly messages: number;
    };

const WARM_UP_CONNECTIONS = 200;

/** What this process pays to serve; the people are another's. */
export async function channel(task: ChannelTask): Promise<Sample> {
  const server = await (await serverOf(task.side))();
  const load = new LoadProcess();
  const sample = await measured(task, server, load);
  await load.stop();
  await server.close();
  return sample;
}

function measured(task: ChannelTask, server: BenchServer, load: LoadProcess): Promise<Sample> {
  switch (task.workload) {
    case "channel-idle":
      return idle(server, load, task.connections);
    case "channel-echo":
      return echo(server, load, task.people, task.messages);
    case "channel-fan-out":
      return fanOut(server, load, task.members, task.messages);
    default:
      return task satisfies never;
  }
}

/** What one connection keeps that says nothing: V8 heap and resident memory, in KiB. */
async function idle(server: BenchServer, load: LoadProcess, connections: number): Promise<Sample> {
  const { url } = server;
  await load.perform({ do: "connect", url, people: WARM_UP_CONNECTIONS });
  await settle();
  const before = process.memoryUsage();
  await load.perform({ do: "connect", url, people: WARM_UP_CONNECTIONS + connections });
  await settle();
  const after = process.memoryUsage();
  const each = (bytes: number): number => bytes / connections / 1024;
  return {
    heapKiB: each(after.heapUsed - before.heapUsed),
    rssKiB: each(after.rss - before.rss),
  };
}

/**
 * CPU per message that is read, answered and sent, and how many of them a second. Warm when as many
 * have been answered before: by then a server that remembers what it answered forgets the first of it.
 */
async function echo(
  { url }: BenchServer,
  load: LoadProcess,
  people: number,
  messages: number,
): Promise<Sample> {
  await load.perform({ do: "connect", url, people });
  await load.perform({ do: "echo", messages });
  const began = performance.now();
  const cpu = await cpuOf(() => load.perform({ do: "echo", messages }));
  const seconds = (performance.now() - began) / 1000;
  const total = people * messages;
  return { cpuMicrosPerMessage: cpu / total, messagesPerSecond: total / seconds };
}

/** CPU per frame that leaves, and the time until the last member has it. */
async function fanOut(
  server: BenchServer,
  load: LoadProcess,
  members: number,
  messages: number,
): Promise<Sample> {
  await load.perform({ do: "connect", url: server.url, people: members });
  await load.perform({ do: "join", groupId: GROUP });
  const warmUp = Math.ceil(messages / 3);
  let sent = 0;
  const send = (): Promise<void> => {
    server.fanOut("The rope that holds the ship to the quay.");
    return load.perform({ do: "receive", messages: ++sent });
  };
  for (let i = 0; i < warmUp; i++) await send();
  const began = performance.now();
  const cpu = await cpuOf(async () => {
    for (let i = 0; i < messages; i++) await send();
  });
  return {
    cpuMicrosPerFrame: cpu / (members * messages),
    wallMillis: (performance.now() - began) / messages,
  };
}

/** Lets what is over be collected, so that only what is kept counts. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
}
