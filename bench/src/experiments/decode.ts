import type { Experiment } from "../run/experiment.js";
import type { DecodeFrame, DecodeSide } from "../workloads/decode.js";
import { cost } from "./sides.js";

const SIDES: readonly DecodeSide[] = ["JSON.parse", "hawser", "zod"];

const decode = (frame: DecodeFrame, frames: number): Experiment => ({
  id: `decode-${frame.replaceAll(" ", "-")}`,
  rounds: 9,
  sides: SIDES,
  task: (side, { scale, decoder }) => ({
    workload: "decode",
    side: side as DecodeSide,
    frame,
    frames: scale === "full" ? frames : Math.ceil(frames / 100),
    decoder,
  }),
  figures: [
    cost(
      `decode-${frame.replaceAll(" ", "-")}`,
      `Decode and validate: ${frame}`,
      "µs CPU a frame",
      "cpuMicrosPerFrame",
      1.05,
    ),
  ],
});

export const decodeExperiments: readonly Experiment[] = [
  decode("chat delta", 250_000),
  decode("agent event", 250_000),
  decode("hello", 15_000),
];
