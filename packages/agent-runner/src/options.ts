import type { Clock, Logger, Random } from "@hawser/core";
import type { RunnerEvent } from "./events.js";
import type { RunnerStore } from "./store/store.js";
import type { Agent } from "./task/agent.js";
import type { Source } from "./task/source.js";
import type { TelemetryApi } from "./telemetry/telemetry.js";

/** When a failed agent is asked again. Only as long as nothing of its answer was shown. */
export interface RetryOptions {
  /**
   * How often it is asked altogether. Default 3. A function decides by the error; failures for which it
   * says `Infinity` do not count against the others.
   */
  readonly attempts?: number | ((error: unknown) => number);
  /**
   * How often an agent is asked that says nothing. Default 1: saying nothing is an answer. Models stumble:
   * 2 asks once more (`retrying` with the code `AGENT_SILENT`), and takes the second silence for its answer.
   */
  readonly silences?: number;
  /** Upper bound of the first pause, ms, doubled for each further one, with full jitter. Default 1000. */
  readonly initialMs?: number;
  /** Longest pause, ms. An error's `retryAfterMs` may be longer. Default 30 000. */
  readonly maxMs?: number;
  /**
   * Whether an error may pass. Default: one that says so, by `retryable: true` (HawserError) or
   * `isRetryable: true` (AI SDK), and is not `maybeExecuted`.
   */
  readonly when?: (error: unknown) => boolean;
}

/** When a reply is sent again that the other side may not have. */
export interface DeliveryOptions {
  /** How often it is sent altogether. Default 5. Pauses are those of {@link RetryOptions}. */
  readonly attempts?: number;
  /**
   * Whether sending it again may help. Default: the error says so (`retryable`), or nobody knows what
   * became of it (`maybeExecuted`). The latter is never followed by another send blindly: the source is
   * asked whether it arrived (`wasReplied`), or it is left.
   */
  readonly when?: (error: unknown) => boolean;
}

/** What keeps agents from talking to themselves. */
export interface LoopGuardOptions {
  /**
   * How many messages of other agents and AIs in a row are answered in a conversation, until a person
   * speaks again. Default 0: only people are answered.
   */
  readonly agentTurns?: number;
  /** Messages of one conversation that are answered within `windowMs`; the rest is skipped. Default 30, `Infinity` for no bound. */
  readonly maxReplies?: number;
  /** Default 60 000. */
  readonly windowMs?: number;
}

/** So many at once, and so many per time in the long run. */
export interface RateLimit {
  readonly count: number;
  /** The time in which `count` comes back, ms. */
  readonly perMs: number;
}

/** Bounds on how many tasks are worked. None by default. */
export interface RateLimitOptions {
  /** Of one speaker in one source. What is beyond is skipped: `rate-limited`. */
  readonly speaker?: RateLimit;
  /** Of one conversation. What is beyond is skipped. */
  readonly conversation?: RateLimit;
  /** Of all of them together. What is beyond waits. */
  readonly total?: RateLimit;
}

/** How a growing reply is shown. */
export interface ProgressOptions {
  /** Shortest time between two showings, ms; the newest text wins. Default: what suits the source. */
  readonly everyMs?: number;
}

/** Everything {@link runAgent} can be told. Only `source` and `agent` are required. */
export interface RunAgentOptions {
  /** Where tasks come from: one source, or several that share the agent and its limits. */
  readonly source: Source | readonly Source[];
  readonly agent: Agent;
  /** How many tasks are worked at a time. Default 4. */
  readonly concurrency?: number;
  /** How many more may wait in the runner before it stops asking its sources. Default 100. */
  readonly maxWaiting?: number;
  /** How long one attempt of the agent may take, ms; `Infinity` for no bound. Default 600 000. */
  readonly timeoutMs?: number;
  readonly retry?: RetryOptions | false;
  readonly delivery?: DeliveryOptions;
  readonly loopGuard?: LoopGuardOptions | false;
  readonly rateLimit?: RateLimitOptions;
  /** `false`: a growing reply is not shown. */
  readonly progress?: ProgressOptions | false;
  /** What has been done and what was in hand. Default: in memory. */
  readonly store?: RunnerStore;
  /** How many finished tasks are remembered, to tell a second delivery. Default 10 000. */
  readonly remember?: number;
  /**
   * How often a task is taken up that was in hand each time the process ended: a task that kills the
   * process must not do so for ever. Default 3.
   */
  readonly maxStarts?: number;
  /** Ends it: takes nothing more, and lets what is in hand end. */
  readonly signal?: AbortSignal;
  /** After that time what is in hand is given up, ms. Default 30 000. */
  readonly drainMs?: number;
  /** Ends it without that time: what is in hand is given up at once. For a second Ctrl-C, say. */
  readonly giveUpSignal?: AbortSignal;
  /** Told of everything that happens. */
  readonly observe?: (event: RunnerEvent) => void;
  /**
   * OpenTelemetry: `"auto"` (default) uses `@opentelemetry/api` where it is installed; or the api itself;
   * or `false`.
   */
  readonly telemetry?: "auto" | TelemetryApi | false;
  /** Default: silent. console fits, pino through core's `fromPino`. */
  readonly logger?: Logger;
  /** Injected time, for tests. */
  readonly clock?: Clock;
  /** Injected randomness in [0, 1), for tests. */
  readonly random?: Random;
}
