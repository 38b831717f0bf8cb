import type { Logger } from "@hawser/core";
import type { Ending } from "../ending.js";
import type { InFlight } from "../feed/in-flight.js";
import type { Settings } from "../options.js";
import type { CallOptions } from "../rest/caller.js";
import type { RunChange } from "../rest/transitions.js";
import type { RunCosts, RunDetails } from "../schemas/index.js";

/** The calls that working a run takes; each keeps the list of runs in flight. */
export interface WorkCalls {
  get(id: string, options: CallOptions): Promise<RunDetails>;
  start(id: string, body: string | undefined, options: CallOptions): Promise<RunChange>;
  /** Whether a start of that run was sent and nobody knows what became of it. */
  startUnknown(id: string): boolean;
  comment(id: string, body: string, options: CallOptions): Promise<void>;
  complete(id: string, body: string, options: CallOptions & RunCosts): Promise<RunChange>;
  error(id: string, body: string, options: CallOptions): Promise<RunChange>;
}

/** What the work on a run needs. */
export interface WorkContext {
  readonly calls: WorkCalls;
  readonly inFlight: InFlight;
  readonly settings: Settings;
  readonly logger: Logger;
  readonly secrets: () => Iterable<string>;
  /** The client begins to close: work is to end, and may be reported. */
  readonly closing: Ending;
  /** It is closed: nothing more is sent. */
  readonly closed: Ending;
}
