import type { GatewayPort } from "../client-port.js";
import type { FollowedRun } from "./followed-run.js";
import type { RunDriver } from "./run-driver.js";

/** The line to the gateway, as runs need it. */
export interface ChatPort extends GatewayPort {
  /** Resolves when there is a session, with what is left of the time; rejects when there will be none. */
  whenReady(options: {
    readonly signal?: AbortSignal;
    readonly timeoutMs?: number;
  }): Promise<number>;
  /** `once`: a lost link ends the call, whatever may be repeated. */
  request<T = unknown>(
    method: string,
    params?: object,
    o?: { signal?: AbortSignal; timeoutMs?: number; once?: boolean },
  ): Promise<T>;
  /** What the gateway's clock shows now (ms), where it has told. */
  gatewayNow(): number | undefined;
}

/** What the registry lends to each run. */
export interface RunHost {
  readonly port: ChatPort;
  /** Time as this process lived it, ms. */
  now(): number;
  /** Runs seen on the session that belong to none of this client's messages. */
  otherRuns(sessionKey: string, own: ReadonlySet<string>): ReadonlySet<string>;
  /** These ids are the run's; delivers what came for them before the gateway named them. */
  claim(driver: RunDriver, runIds: Iterable<string>): void;
  /** The run turned out to be somebody else's. */
  disclaim(driver: RunDriver, runId: string): void;
  ended(driver: RunDriver): void;
  /** It is not followed any more. */
  left(run: FollowedRun): void;
}

export interface RunSettings {
  /** Silence in ms after which the gateway is asked what became of the run. */
  readonly silenceMs: number;
  /** Whether deltas are known to be cumulative (a real gateway); asked when the first one comes. */
  cumulative(): boolean;
}
