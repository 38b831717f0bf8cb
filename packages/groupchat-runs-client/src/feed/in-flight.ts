import { Emitter } from "@hawser/core";
import type { Run } from "../schemas/index.js";

/** Why a run that is worked here is not to be worked any more. */
export interface RunEnd {
  readonly run: Run;
  /** `STOPPED` by its owner, or whatever else it was found to be; `""` when it is gone. */
  readonly status: string;
}

interface InFlightEvents {
  /** A run that is worked here was stopped. Once per run. */
  stopped: Run;
  /** A run that is worked here is over, stopped or otherwise. Once per run. */
  ended: RunEnd;
}

/** The runs that were started here and not yet closed, and the news about them. */
export class InFlight {
  readonly events: Emitter<InFlightEvents>;
  readonly #runs = new Map<string, "starting" | "running">();
  #stopped: ReadonlyMap<string, Run> = new Map();

  constructor(onListenerError: (error: unknown) => void) {
    this.events = new Emitter<InFlightEvents>({ onListenerError });
  }

  get size(): number {
    return this.#runs.size;
  }

  /** The runs that are being worked. */
  get running(): string[] {
    return [...this.#runs].flatMap(([id, phase]) => (phase === "running" ? [id] : []));
  }

  has(id: string): boolean {
    return this.#runs.has(id);
  }

  starting(id: string): void {
    if (!this.#runs.has(id)) this.#runs.set(id, "starting");
  }

  /** From here on the run is ours. It may have been stopped while the answer was on its way. */
  started(id: string): void {
    this.#runs.set(id, "running");
    const stop = this.#stopped.get(id);
    if (stop !== undefined) this.#end(stop, "STOPPED");
  }

  /** The run is closed, or was never ours. */
  done(id: string): void {
    this.#runs.delete(id);
  }

  /** The list of stopped runs, which may be the whole history. */
  sawStopped(runs: readonly Run[]): void {
    this.#stopped = new Map(runs.map((run) => [run.id, run]));
    for (const run of runs) this.#end(run, "STOPPED");
  }

  /** A run was found to be over. */
  sawEnded(run: Run, status: string): void {
    this.#end(run, status);
  }

  #end(run: Run, status: string): void {
    if (this.#runs.get(run.id) !== "running") return;
    this.#runs.delete(run.id);
    if (status === "STOPPED") this.events.emit("stopped", run);
    this.events.emit("ended", { run, status });
  }
}
