import type { Experiment } from "../run/experiment.js";
import type { IterateSide } from "../workloads/iterate.js";
import { atMost } from "./sides.js";

const SIDES: readonly IterateSide[] = ["callback", "hawser", "node:events"];

const iterate = (burst: number, events: number): Experiment => ({
  id: `iterate-${burst}`,
  rounds: 9,
  sides: SIDES,
  task: (side, { scale }) => ({
    workload: "iterate",
    side: side as IterateSide,
    burst,
    events: scale === "full" ? events : Math.ceil(events / 100),
  }),
  figures: [
    {
      id: `iterate-${burst}`,
      title:
        burst === 1 ? "Iteration, one event at a time" : `Iteration, ${burst} events at a time`,
      unit: "ns CPU an event",
      value: (sample) => sample.cpuNanosPerEvent ?? NaN,
      compare: "difference",
      target: atMost("compared", 200),
    },
  ],
});

export const iterateExperiments: readonly Experiment[] = [
  iterate(1, 400_000),
  iterate(64, 2_000_000),
];
