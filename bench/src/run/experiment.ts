import type { Sample } from "../workloads/sample.js";
import type { Task } from "../workloads/task.js";
import { measureInChild } from "./child-process.js";
import { pairs, type Summary, summarize } from "./statistics.js";

/** What a full run measures, and how little a smoke run does to show that all of it works. */
export type Scale = "full" | "smoke";

/** What an experiment is given: where the server listens, and where the compiled decoder stands. */
export interface Setting {
  readonly url: string;
  readonly decoder: string;
  readonly scale: Scale;
}

/** Which figure of hawser's is held against `limit`. */
export interface Target {
  readonly of: "value" | "compared";
  readonly is: "at most" | "at least";
  readonly limit: number;
}

/** One figure of an experiment: a row of a table. */
export interface Figure {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  value(sample: Sample): number;
  /** How sides are held against the first one, round by round; `none`: each stands for itself. */
  readonly compare: "ratio" | "difference" | "none";
  readonly target?: Target;
}

/** Several sides doing the same in turn, each time in a new process. */
export interface Experiment {
  readonly id: string;
  readonly rounds: number;
  readonly sides: readonly string[];
  task(side: string, setting: Setting): Task;
  readonly figures: readonly Figure[];
}

export interface SideResult {
  readonly side: string;
  readonly values: readonly number[];
  readonly value: Summary;
  readonly compared?: Summary;
}

export interface FigureResult {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly compare: Figure["compare"];
  readonly target?: Target;
  readonly sides: readonly SideResult[];
}

/** Runs A B C, B C A, C A B … so that a machine that gets slower does so for all. */
export async function runExperiment(
  experiment: Experiment,
  setting: Setting,
): Promise<readonly FigureResult[]> {
  const { sides } = experiment;
  const samples = new Map<string, Sample[]>(sides.map((side) => [side, []]));
  const rounds = setting.scale === "smoke" ? 1 : experiment.rounds;
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < sides.length; i++) {
      const side = sides[(i + round) % sides.length] as string;
      samples.get(side)?.push(await measureInChild(experiment.task(side, setting)));
    }
  }
  return experiment.figures.map((figure) => resultOf(figure, samples));
}

function resultOf(figure: Figure, samples: ReadonlyMap<string, readonly Sample[]>): FigureResult {
  const { id, title, unit, compare, target } = figure;
  const values = [...samples].map(([side, found]) => ({
    side,
    values: found.map((sample) => figure.value(sample)),
  }));
  const base = values[0]?.values ?? [];
  const sides = values.map((own, i): SideResult => {
    const value = summarize(own.values);
    if (compare === "none" || i === 0) return { ...own, value };
    const by = (a: number, b: number): number => (compare === "ratio" ? a / b : a - b);
    return { ...own, value, compared: summarize(pairs(own.values, base, by)) };
  });
  return { id, title, unit, compare, ...(target === undefined ? {} : { target }), sides };
}
