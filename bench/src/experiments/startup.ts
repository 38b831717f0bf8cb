import type { Experiment } from "../run/experiment.js";
import { atMost } from "./sides.js";

const SPECIFIERS: Readonly<Record<string, string>> = {
  "bare Node": "",
  hawser: "@hawser/gateway-client",
  official: "@openclaw/gateway-client",
  "official, browser entry": "@openclaw/gateway-client/browser",
  "openclaw-node": "openclaw-node",
  ws: "ws",
};

export const startupExperiment: Experiment = {
  id: "import",
  rounds: 25,
  sides: Object.keys(SPECIFIERS),
  task: (side) => ({ workload: "startup", specifier: SPECIFIERS[side] ?? "" }),
  figures: [
    {
      id: "import",
      title: "Import over bare Node",
      unit: "ms",
      value: (sample) => sample.wallMillis ?? NaN,
      compare: "difference",
      target: atMost("compared", 5),
    },
    {
      id: "import-cpu",
      title: "Import over bare Node, CPU",
      unit: "ms CPU",
      value: (sample) => sample.cpuMillis ?? NaN,
      compare: "difference",
    },
  ],
};
