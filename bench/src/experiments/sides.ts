import type { Side } from "../clients/client.js";
import type { Figure, Target } from "../run/experiment.js";

export const ALL_SIDES: readonly Side[] = ["floor", "hawser", "official", "openclaw-node"];

export function atMost(of: Target["of"], limit: number): Target {
  return { of, is: "at most", limit };
}

/** A cost that is held against the first side's as a ratio. */
export function cost(id: string, title: string, unit: string, key: string, limit?: number): Figure {
  return {
    id,
    title,
    unit,
    value: (sample) => sample[key] ?? NaN,
    compare: "ratio",
    ...(limit === undefined ? {} : { target: atMost("compared", limit) }),
  };
}
