import type { RunnerEvent } from "../events.js";
import type { LoopGuard } from "../policies/loop-guard.js";
import type { RateLimits } from "../policies/rate-limits.js";
import type { Settings } from "../settings.js";
import type { Journal } from "../store/journal.js";
import type { Telemetry } from "../telemetry/telemetry.js";

/** What the parts of one runner share. */
export interface Parts {
  readonly settings: Settings;
  readonly journal: Journal;
  readonly guard: LoopGuard;
  readonly limits: RateLimits;
  readonly telemetry: Telemetry;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
  readonly emit: (event: RunnerEvent) => void;
  /** Aborts when nothing more is taken. */
  readonly stop: AbortSignal;
  /** Aborts when what is in hand is given up. */
  readonly giveUp: AbortSignal;
}
