import {
  isUnreachable,
  runAgent,
  type Agent,
  type RetryOptions,
  type RunAgentOptions,
  type RunnerEvent,
  type RunnerStore,
} from "@hawser/agent-runner";
import { gruprSource, type GruprSourceOptions } from "@hawser/agent-runner/grupr";
import { AuthError, HawserError, silentLogger, type Logger } from "@hawser/core";
import type { GruprClient } from "@hawser/grupr-client";
import type { RoomStateStore } from "../files/state-file.js";
import type { Watcher } from "./events.js";
import { Reporter } from "./reporter.js";
import { RoomCursor } from "./room-cursor.js";

/** How often a message is tried that may itself be what fails. */
const MOST_TRIES = 3;
/** An agent that says nothing is asked once more: models stumble. */
const MOST_SILENCES = 2;
const SLOWEST_MS = 60_000;

/** What working a room needs. */
export interface RoomOptions {
  readonly gruprId: string;
  readonly client: GruprClient;
  readonly agent: Agent;
  /** How long an answer may take, ms, where the agent does not see to that itself. */
  readonly timeoutMs: number;
  readonly state: RoomStateStore;
  /** What is in hand. */
  readonly store: RunnerStore;
  readonly watch: Watcher;
  readonly logger: Logger;
  /** Told to leave: what is being answered may end. */
  readonly leave: AbortSignal;
  /** Not even that. */
  readonly hurry: AbortSignal;
}

/** How a room is worked. */
export interface RoomWork {
  readonly source: Pick<GruprSourceOptions, "whenCaughtUp" | "failed" | "onState">;
  readonly runner: Pick<RunAgentOptions, "retry" | "delivery" | "drainMs">;
  /** Told of everything after the room's events. */
  readonly observe: (event: RunnerEvent) => void;
  /** Ends it beside `leave`. */
  readonly end: AbortSignal;
}

/** As long as it takes, unless the message may be the reason. */
export const patiently: Pick<RunAgentOptions, "retry" | "delivery"> = {
  retry: {
    attempts: (error) => (isUnreachable(error) ? Infinity : MOST_TRIES),
    silences: MOST_SILENCES,
    maxMs: SLOWEST_MS,
    when: () => true,
  } satisfies RetryOptions,
  delivery: {
    attempts: Infinity,
    when: (error) => error instanceof HawserError && !(error instanceof AuthError),
  },
};

/** Once: what fails is left for the next time. */
export const once: Pick<RunAgentOptions, "retry" | "delivery"> = {
  retry: false,
  delivery: { attempts: 1 },
};

/**
 * Answers a room's messages, one after the other.
 *
 * @throws AuthError; other errors of the hub that trying again cannot mend; what writing the state throws.
 */
export async function runRoom(room: RoomOptions, work: RoomWork): Promise<void> {
  const { gruprId, client, agent, timeoutMs, state, watch, logger, leave, hurry } = room;
  // Without its memory on the disk the daemon could say a thing twice.
  const broken = new AbortController();
  const onError = (error: unknown): void => broken.abort(error);
  const { observe, source, runner, end } = work;
  const givesUp = source.failed !== "again";
  const reporter = new Reporter({ watch, state, onError, givesUp });
  await runAgent({
    agent,
    timeoutMs,
    source: gruprSource(client, {
      gruprId,
      cursor: new RoomCursor(state),
      // The agent's session has what was said before.
      contextMessages: 0,
      ...source,
      onState: (now) => {
        reporter.onState(now);
        source.onState?.(now);
      },
      onReply: (reply) => reporter.onReply(reply),
    }),
    store: watched(room.store, onError),
    concurrency: 1,
    maxWaiting: 0,
    loopGuard: { maxReplies: Infinity },
    // Whoever set the cursor back wants to hear it again.
    remember: 0,
    // What ended the process was not the message: its work is done elsewhere.
    maxStarts: Infinity,
    ...runner,
    observe: (event) => {
      reporter.onRunner(event);
      observe(event);
      if (event.type !== "ended" || event.outcome !== "undelivered") return;
      // It is neither posted nor given up: without an end, it would be skipped in silence.
      if (!leave.aborted && !end.aborted) onError(event.error);
    },
    signal: AbortSignal.any([leave, end, broken.signal]),
    giveUpSignal: hurry,
    telemetry: false,
    logger: { ...silentLogger, error: (msg, fields) => logger.error(msg, fields) },
  });
  if (broken.signal.aborted) throw broken.signal.reason;
}

/** A store whose failures are told of. */
function watched(store: RunnerStore, onError: (error: unknown) => void): RunnerStore {
  return {
    load: () => store.load(),
    put: async (key, value) => {
      try {
        await store.put(key, value);
      } catch (error) {
        onError(error);
        throw error;
      }
    },
    close: async () => store.close?.(),
  };
}
