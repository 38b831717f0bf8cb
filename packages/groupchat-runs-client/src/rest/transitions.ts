import {
  AuthError,
  ConnectionLostError,
  HawserError,
  RemoteError,
  ValidationError,
} from "@hawser/core";
import type { RunDetails } from "../schemas/index.js";
import type { CallOptions, Caller } from "./caller.js";
import type { ApiRequest } from "./exchange.js";
import { maybeExecuted } from "./failures.js";
import { notInStatus } from "./run-error.js";

/** A change of a run's status. */
export interface Transition {
  /** Such as `start`, the last part of the path. */
  readonly action: "start" | "complete" | "error";
  readonly from: "PENDING" | "RUNNING";
  readonly to: "RUNNING" | "FINISHED" | "ERROR";
}

/** How a change of a run ended well. */
export interface RunChange {
  readonly runId: string;
  /** The status that the run has now. */
  readonly status: "RUNNING" | "FINISHED" | "ERROR";
  /**
   * `answered`: the API said so. `reconciled`: its answer was lost, and the run was found to have the
   * status already.
   */
  readonly confirmed: "answered" | "reconciled";
  /** What the API answered, as it came; undefined for an empty or lost answer. */
  readonly answer: unknown;
}

export const START: Transition = { action: "start", from: "PENDING", to: "RUNNING" };
export const COMPLETE: Transition = { action: "complete", from: "RUNNING", to: "FINISHED" };
export const FAIL: Transition = { action: "error", from: "RUNNING", to: "ERROR" };

const MAX_UNSETTLED = 1000;

/**
 * Changes runs without doing it twice. A POST whose answer was lost is never simply repeated: the run is
 * read first, and its status tells whether the change was made.
 */
export class Transitions {
  readonly #caller: Caller;
  readonly #read: (id: string, options: CallOptions) => Promise<RunDetails>;
  // Changes that were given up with nobody knowing whether they were made: a later call may find that.
  readonly #unsettled = new Set<string>();

  constructor(caller: Caller, read: (id: string, options: CallOptions) => Promise<RunDetails>) {
    this.#caller = caller;
    this.#read = read;
  }

  async make(
    transition: Transition,
    id: string,
    body: object,
    options: CallOptions,
  ): Promise<RunChange> {
    const { action } = transition;
    const key = keyOf(action, id);
    const request: ApiRequest = {
      method: "POST",
      path: `/runs/${encodeURIComponent(id)}/${action}`,
      label: `/runs/:id/${action}`,
      body,
    };
    let sentBefore = this.#unsettled.has(key);
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await this.#caller.post(request, options);
        return this.#made(transition, id, "answered", answer);
      } catch (error) {
        if (options.signal?.aborted === true) this.#remember(key);
        options.signal?.throwIfAborted();
        if (!(error instanceof HawserError)) throw error;
        const lost = maybeExecuted(error);
        sentBefore ||= lost;
        this.#caller.logger.debug("a change was not confirmed", { action, attempt, error });
        if (lost || isRefusal(error)) {
          // Until the run has been read.
          if (sentBefore) this.#remember(key);
          const made = await this.#find(transition, id, sentBefore, error, options);
          if (made) return this.#made(transition, id, "reconciled", undefined);
          this.#unsettled.delete(key);
        }
        if (!error.retryable && !lost) throw error;
        await this.#caller.pacer.pause(error, attempt, options.signal);
      }
    }
  }

  /** Whether such a change was sent and nobody knows what became of it. */
  isUnsettled(action: Transition["action"], id: string): boolean {
    return this.#unsettled.has(keyOf(action, id));
  }

  /**
   * Looks whether the change was made: true when it was, by us; false when the run still waits for it.
   *
   * @throws RemoteError `CONFLICT` when the run is in any other status.
   */
  async #find(
    { action, from, to }: Transition,
    id: string,
    sentBefore: boolean,
    error: HawserError,
    options: CallOptions,
  ): Promise<boolean> {
    let status: string;
    try {
      ({ status } = await this.#read(id, options));
    } catch (unknown) {
      options.signal?.throwIfAborted();
      if (unknown instanceof RemoteError && unknown.code === "NOT_FOUND") throw unknown;
      if (unknown instanceof AuthError) throw unknown;
      this.#caller.logger.warn("nobody knows whether a run was changed", {
        action,
        error: unknown,
      });
      throw sentBefore ? unconfirmed(action, error) : error;
    }
    if (status === to && sentBefore) return true;
    // An answer without a status cannot speak against the refusal.
    if (status === from || status === "") return false;
    this.#unsettled.delete(keyOf(action, id));
    throw notInStatus(`POST /runs/:id/${action}`, id, from, status, error);
  }

  #made(
    { action, to }: Transition,
    runId: string,
    confirmed: RunChange["confirmed"],
    answer: unknown,
  ): RunChange {
    this.#unsettled.delete(keyOf(action, runId));
    return { runId, status: to, confirmed, answer };
  }

  #remember(key: string): void {
    this.#unsettled.add(key);
    if (this.#unsettled.size <= MAX_UNSETTLED) return;
    for (const oldest of this.#unsettled) {
      this.#unsettled.delete(oldest);
      break;
    }
  }
}

/** The change was sent, and neither its answer nor the run tells what became of it. */
function unconfirmed(action: string, error: HawserError): ConnectionLostError {
  if (error instanceof ConnectionLostError) return error;
  return new ConnectionLostError(`Nobody knows whether POST /runs/:id/${action} was carried out`, {
    code: "UNCONFIRMED",
    maybeExecuted: true,
    retryAfterMs: error.retryAfterMs,
    hint: "Call it again: what was carried out is then found.",
    cause: error,
  });
}

/** A refusal that the run's status may explain; which of these GroupChat uses is not documented. */
function isRefusal(error: HawserError): boolean {
  if (error instanceof ValidationError) return error.code !== "INVALID_URL";
  return (
    error instanceof RemoteError && (error.code === "CONFLICT" || error.remoteCode === "HTTP_400")
  );
}

function keyOf(action: string, id: string): string {
  return `${action} ${id}`;
}
