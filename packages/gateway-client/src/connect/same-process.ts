import type { HelloOk } from "../schemas/index.js";

/** A session that was, and when it began (ms). */
export interface EarlierSession {
  readonly hello: HelloOk;
  readonly readyAt: number;
}

/** Whether the gateway that says hello now is another process than the one of the earlier session. */
export function isRestarted(earlier: EarlierSession, hello: HelloOk, now: number): boolean {
  const [before, after] = [earlier.hello.server.bootId, hello.server.bootId];
  if (before !== undefined && after !== undefined) return before !== after;
  // 2026.3 has no boot id; a process younger than the earlier session is another one.
  const { uptimeMs } = hello.snapshot;
  return uptimeMs !== undefined && uptimeMs < now - earlier.readyAt;
}
