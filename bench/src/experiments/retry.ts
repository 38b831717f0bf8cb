import type { Side } from "../clients/client.js";
import type { Experiment, Figure } from "../run/experiment.js";
import type { Sample } from "../workloads/sample.js";
import { atMost } from "./sides.js";

/** The window of the first try, in milliseconds. */
const WINDOW_MS = 500;

const figure = (
  id: string,
  title: string,
  unit: string,
  value: (sample: Sample) => number,
  target?: Figure["target"],
): Figure => ({
  id,
  title,
  unit,
  value,
  compare: "none",
  ...(target === undefined ? {} : { target }),
});

const spread = ({ firstMillis = NaN, lastMillis = NaN }: Sample): number =>
  (100 * (lastMillis - firstMillis)) / WINDOW_MS;

export const retryExperiment: Experiment = {
  id: "retry",
  rounds: 3,
  sides: ["hawser", "official", "openclaw-node"],
  task: (side, { url, scale }) => ({
    workload: "retry",
    side: side as Side,
    url,
    clients: scale === "full" ? 1_000 : 50,
    waitMs: scale === "full" ? 3_000 : 1_500,
  }),
  figures: [
    figure("retry-back", "Clients that tried again", "%", (s) => 100 * (s.returnedShare ?? NaN), {
      of: "value",
      is: "at least",
      limit: 100,
    }),
    figure("retry-first", "First of them after", "ms", (s) => s.firstMillis ?? NaN),
    // The last tick of the window, and what the server and 999 others take of the same two cores.
    figure(
      "retry-last",
      "Last of them after",
      "ms",
      (s) => s.lastMillis ?? NaN,
      atMost("value", WINDOW_MS + 50),
    ),
    figure("retry-spread", "Spread, of a window of 500 ms", "%", spread, {
      of: "value",
      is: "at least",
      limit: 80,
    }),
    figure("retry-busiest", "Most within 10 ms, of all", "%", (s) => 100 * (s.busiestShare ?? NaN)),
  ],
};
