import { isLoopback } from "./http/origin.js";
import type { Settings } from "./settings.js";

/** What a person who set this up should know, though it may be meant so. `host`: where it listens. */
export function warningsOf(settings: Settings, host: string): string[] {
  const { auth, dmPolicy, allowFrom, pair } = settings;
  const warnings: string[] = [];
  if (auth.mode === "off" && !isLoopback(host)) {
    warnings.push("Anybody who reaches this server may use it: no auth is configured");
  }
  if (dmPolicy === "pairing" && pair === undefined) {
    warnings.push(
      "dmPolicy is pairing and there is no pair hook: only senders on allowFrom get in",
    );
  }
  if (dmPolicy === "allowlist" && allowFrom.size === 0) {
    warnings.push("dmPolicy is allowlist and allowFrom is empty: nobody gets in");
  }
  return warnings;
}
