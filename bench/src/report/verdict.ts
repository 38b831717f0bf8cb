import type { FigureResult } from "../run/experiment.js";
import { formatNumber } from "./format.js";

export interface Verdict {
  readonly target: string;
  readonly met: boolean;
  readonly text: string;
}

/** Hawser's figure against its target. The median decides. */
export function verdictOf(figure: FigureResult): Verdict | undefined {
  const { target, compare, unit } = figure;
  if (target === undefined) return undefined;
  const own = figure.sides.find(({ side }) => side === "hawser");
  const median = (target.of === "compared" ? own?.compared : own?.value)?.median ?? NaN;
  const miss = target.is === "at most" ? median - target.limit : target.limit - median;
  const sign = target.is === "at most" ? "≤" : "≥";
  const plain = compare === "ratio" ? "" : ` ${unit.split(" ")[0]}`;
  const met = miss <= 0;
  return {
    target: `${sign} ${compare === "difference" ? "+" : ""}${formatNumber(target.limit)}${plain}`,
    met,
    text: met ? "met" : `missed by ${formatNumber(miss)}${plain}`,
  };
}
