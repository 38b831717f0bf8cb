import type { HelloOk } from "../schemas/index.js";

/**
 * Whether a caller's session key and one from an event mean the same session: gateways answer
 * `main` or `notes` with the full `agent:<id>:main`, `agent:<id>:notes`.
 */
export function sameSession(asked: string, actual: string, hello: HelloOk | undefined): boolean {
  if (asked === actual) return true;
  const defaults = hello?.snapshot.sessionDefaults;
  if (asked === "main" || asked === defaults?.mainKey) {
    return (
      actual === (defaults?.mainSessionKey ?? `agent:${defaults?.defaultAgentId ?? "main"}:main`)
    );
  }
  return actual === `agent:${defaults?.defaultAgentId ?? "main"}:${asked.toLowerCase()}`;
}
