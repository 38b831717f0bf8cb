import {
  redactingLogger,
  silentLogger,
  systemClock,
  ValidationError,
  type Clock,
  type Logger,
  type Random,
} from "@hawser/core";
import type { RunnerEvent } from "./events.js";
import type { RateLimit, RateLimitOptions, RetryOptions, RunAgentOptions } from "./options.js";
import { attemptsOf, mayBeMended, mayPass, type RetryPolicy } from "./policies/retry.js";
import { MemoryStore, type RunnerStore } from "./store/store.js";
import type { Agent } from "./task/agent.js";
import type { Source } from "./task/source.js";

/** The options with the defaults filled in. */
export interface Settings {
  readonly sources: readonly Source[];
  readonly agent: Agent;
  readonly concurrency: number;
  readonly maxWaiting: number;
  readonly timeoutMs: number;
  readonly retry: RetryPolicy;
  /** How often an agent is asked that says nothing. */
  readonly silences: number;
  readonly delivery: { readonly attempts: number; readonly when: (error: unknown) => boolean };
  readonly loopGuard: {
    readonly agentTurns: number;
    readonly maxReplies: number;
    readonly windowMs: number;
  };
  readonly rateLimit: RateLimitOptions;
  readonly progress: { readonly everyMs: number | undefined } | undefined;
  readonly store: RunnerStore;
  readonly remember: number;
  readonly maxStarts: number;
  readonly signal: AbortSignal | undefined;
  readonly drainMs: number;
  readonly giveUpSignal: AbortSignal | undefined;
  readonly observe: ((event: RunnerEvent) => void) | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: Random;
}

/** @throws ValidationError for options that cannot be meant. */
export function settingsOf(options: RunAgentOptions): Settings {
  const { source, agent, retry = {}, loopGuard = {}, rateLimit = {}, progress = {} } = options;
  const { delivery = {} } = options;
  const sources = Array.isArray(source) ? (source as readonly Source[]) : [source as Source];
  checkSources(sources);
  if (typeof agent !== "function") {
    throw new ValidationError("agent is missing", { path: "agent", expected: "a function" });
  }
  for (const name of ["speaker", "conversation", "total"] as const) {
    checkRate(`rateLimit.${name}`, rateLimit[name]);
  }
  const retries: RetryOptions = retry === false ? { attempts: 1 } : retry;
  return {
    sources,
    agent,
    concurrency: atLeast("concurrency", options.concurrency, 4, 1),
    maxWaiting: atLeast("maxWaiting", options.maxWaiting, 100, 0),
    timeoutMs: atLeast("timeoutMs", options.timeoutMs, 600_000, 1),
    retry: {
      attemptsFor: attemptsOf(
        typeof retries.attempts === "function"
          ? retries.attempts
          : atLeast("retry.attempts", retries.attempts, 3, 1),
      ),
      initialMs: atLeast("retry.initialMs", retries.initialMs, 1000, 0),
      maxMs: atLeast("retry.maxMs", retries.maxMs, 30_000, 0),
      when: retries.when ?? mayPass,
    },
    silences: atLeast("retry.silences", retries.silences, 1, 1),
    delivery: {
      attempts: atLeast("delivery.attempts", delivery.attempts, 5, 1),
      when: delivery.when ?? mayBeMended,
    },
    loopGuard:
      loopGuard === false
        ? { agentTurns: Infinity, maxReplies: Infinity, windowMs: 60_000 }
        : {
            agentTurns: atLeast("loopGuard.agentTurns", loopGuard.agentTurns, 0, 0),
            maxReplies: atLeast("loopGuard.maxReplies", loopGuard.maxReplies, 30, 1),
            windowMs: atLeast("loopGuard.windowMs", loopGuard.windowMs, 60_000, 1),
          },
    rateLimit,
    progress:
      progress === false
        ? undefined
        : {
            everyMs:
              progress.everyMs === undefined
                ? undefined
                : atLeast("progress.everyMs", progress.everyMs, 0, 0),
          },
    store: options.store ?? new MemoryStore(),
    remember: atLeast("remember", options.remember, 10_000, 0),
    maxStarts: atLeast("maxStarts", options.maxStarts, 3, 1),
    signal: options.signal,
    drainMs: atLeast("drainMs", options.drainMs, 30_000, 0),
    giveUpSignal: options.giveUpSignal,
    observe: options.observe,
    logger: redactingLogger(options.logger ?? silentLogger),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
}

function checkSources(sources: readonly Source[]): void {
  const names = new Set<string>();
  for (const source of sources) {
    if (typeof source?.tasks !== "function" || typeof source.name !== "string") {
      throw new ValidationError("source is not a Source", {
        path: "source",
        expected: "{ name, tasks() }, such as gruprSource(client, { gruprId })",
      });
    }
    if (names.has(source.name)) {
      throw new ValidationError(`Two sources are called ${source.name}`, {
        path: "source",
        expected: "a name of its own for each source",
        hint: "Most sources take a `name` option.",
      });
    }
    names.add(source.name);
  }
  if (sources.length > 0) return;
  throw new ValidationError("There is no source", { path: "source", expected: "at least one" });
}

function checkRate(path: string, rate: RateLimit | undefined): void {
  if (rate === undefined) return;
  atLeast(`${path}.count`, rate.count, 1, 1);
  atLeast(`${path}.perMs`, rate.perMs, 1, 1);
}

function atLeast(path: string, value: number | undefined, fallback: number, least: number): number {
  const number = value ?? fallback;
  if (typeof number === "number" && number >= least) return number;
  throw new ValidationError(`${path} is out of range`, {
    path,
    expected: `a number of at least ${least}`,
  });
}
