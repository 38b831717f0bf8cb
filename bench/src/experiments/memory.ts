import type { Side } from "../clients/client.js";
import type { Experiment } from "../run/experiment.js";
import { ALL_SIDES, atMost } from "./sides.js";

export const memoryExperiment: Experiment = {
  id: "memory",
  rounds: 5,
  sides: ALL_SIDES,
  task: (side, { url, scale }) => ({
    workload: "memory",
    side: side as Side,
    url,
    clients: scale === "full" ? 1_000 : 50,
  }),
  figures: [
    {
      id: "heap",
      title: "Heap of an idle client",
      unit: "KiB",
      value: (sample) => sample.heapKiB ?? NaN,
      compare: "none",
      target: atMost("value", 8),
    },
    {
      id: "rss",
      title: "RSS of an idle client",
      unit: "KiB",
      value: (sample) => sample.rssKiB ?? NaN,
      compare: "none",
      target: atMost("value", 40),
    },
  ],
};
