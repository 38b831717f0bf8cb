import type { Side } from "../clients/client.js";
import type { Experiment, Setting } from "../run/experiment.js";
import { ALL_SIDES, cost } from "./sides.js";

const count = (setting: Setting, full: number, smoke: number): number =>
  setting.scale === "full" ? full : smoke;

const rpc = (inFlight: number, calls: number): Experiment => ({
  id: `rpc-${inFlight}`,
  rounds: 9,
  sides: ALL_SIDES,
  task: (side, setting) => ({
    workload: "rpc",
    side: side as Side,
    url: setting.url,
    inFlight,
    calls: count(setting, calls, 500),
  }),
  figures: [
    cost(`rpc-${inFlight}`, `RPC, ${inFlight} in flight`, "µs CPU a call", "cpuMicrosPerCall", 1.1),
  ],
});

const received: Experiment = {
  id: "deltas",
  rounds: 9,
  sides: ALL_SIDES,
  task: (side, setting) => ({
    workload: "receive",
    side: side as Side,
    url: setting.url,
    kind: "chat",
    events: count(setting, 90_000, 2_000),
  }),
  figures: [
    cost("deltas", "Chat deltas to a listener", "µs CPU an event", "cpuMicrosPerEvent", 1.05),
  ],
};

const unheard: Experiment = {
  id: "unheard",
  rounds: 9,
  sides: ALL_SIDES,
  task: (side, setting) => ({
    workload: "receive",
    side: side as Side,
    url: setting.url,
    kind: "other",
    events: count(setting, 90_000, 2_000),
  }),
  figures: [
    cost("unheard", "Events nobody listens to", "µs CPU an event", "cpuMicrosPerEvent", 0.4),
  ],
};

const latest: Experiment = {
  id: "latest-text",
  rounds: 9,
  sides: ALL_SIDES,
  task: (side, setting) => ({
    workload: "latest-text",
    side: side as Side,
    url: setting.url,
    runs: 16,
    deltas: 100,
    rounds: count(setting, 45, 2),
  }),
  figures: [
    cost("latest-text", "Latest text of 16 fast runs", "µs CPU a delta", "cpuMicrosPerEvent", 0.5),
  ],
};

const connect: Experiment = {
  id: "connect",
  rounds: 7,
  sides: ALL_SIDES,
  task: (side, setting) => ({
    workload: "connect",
    side: side as Side,
    url: setting.url,
    connects: count(setting, 300, 10),
  }),
  figures: [
    cost("connect", "Connect to ready", "ms", "wallMillis", 1.3),
    cost("connect-cpu", "Connect to ready, CPU", "ms CPU", "cpuMillis"),
  ],
};

/** Everything that is held against raw `ws` and JSON.parse over a real socket. */
export const wireExperiments: readonly Experiment[] = [
  rpc(1, 8_000),
  rpc(64, 40_000),
  rpc(1024, 40_000),
  received,
  unheard,
  latest,
  connect,
];
