import type { ChannelSide } from "../channel/server.js";
import type { Experiment } from "../run/experiment.js";
import { atMost, cost } from "./sides.js";

const SIDES: readonly ChannelSide[] = ["floor", "hawser"];

const echo: Experiment = {
  id: "channel-echo",
  rounds: 9,
  sides: SIDES,
  task: (side, { scale }) => ({
    workload: "channel-echo",
    side: side as ChannelSide,
    people: scale === "full" ? 100 : 10,
    messages: scale === "full" ? 400 : 20,
  }),
  figures: [
    cost("channel-echo", "Echo to 100 people", "µs CPU a message", "cpuMicrosPerMessage", 1.15),
    cost("channel-rate", "Echoes a second", "messages/s", "messagesPerSecond"),
  ],
};

const fanOut: Experiment = {
  id: "channel-fan-out",
  rounds: 7,
  sides: SIDES,
  task: (side, { scale }) => ({
    workload: "channel-fan-out",
    side: side as ChannelSide,
    members: scale === "full" ? 1_000 : 50,
    messages: scale === "full" ? 60 : 3,
  }),
  figures: [
    cost("fan-out", "Fan-out to 1,000 members", "µs CPU a frame", "cpuMicrosPerFrame"),
    cost("fan-out-last", "Until the last member has it", "ms", "wallMillis"),
  ],
};

export const channelExperiments: readonly Experiment[] = [echo, fanOut];

export const idleExperiment: Experiment = {
  id: "channel-idle",
  rounds: 3,
  sides: SIDES,
  task: (side, { scale }) => ({
    workload: "channel-idle",
    side: side as ChannelSide,
    connections: scale === "full" ? 5_000 : 100,
  }),
  figures: [
    {
      id: "channel-heap",
      title: "Heap of an idle connection",
      unit: "KiB",
      value: (sample) => sample.heapKiB ?? NaN,
      compare: "none",
      target: atMost("value", 4),
    },
    {
      id: "channel-rss",
      title: "RSS of an idle connection",
      unit: "KiB",
      value: (sample) => sample.rssKiB ?? NaN,
      compare: "none",
    },
  ],
};
