import { RemoteError } from "@hawser/core";
import type { GatewayPort } from "../client-port.js";
import { PerSession } from "./per-session.js";

/**
 * What protocol 3 gateways (measured: 2026.3.2) take, for the methods whose extra fields only narrow
 * or decorate an answer. Changes and preconditions are not listed: leaving one of those out would do
 * something else than was asked, so the gateway's own refusal is passed on.
 */
const KNOWN_TO_PROTOCOL_3: Readonly<Record<string, readonly string[]>> = {
  "sessions.list": [
    "limit",
    "activeMinutes",
    "includeGlobal",
    "includeUnknown",
    "includeDerivedTitles",
    "includeLastMessage",
    "label",
    "spawnedBy",
    "agentId",
    "search",
  ],
  "models.list": [],
  "agents.list": [],
};
const UNEXPECTED = /unexpected property '([^']+)'/g;

const refused = new PerSession(() => new Map<string, Set<string>>());

/**
 * Calls a reading method with no field the gateway would refuse: what its generation does not know is
 * left out, and what it names as unexpected is left out of one more try and remembered for the
 * connection. Params are refused before anything runs, so the second try is never a second execution.
 */
export async function readWithKnownParams<T>(
  port: GatewayPort,
  method: string,
  params: object,
  o?: { signal?: AbortSignal; timeoutMs?: number },
): Promise<T> {
  const known = port.protocol === 3 ? KNOWN_TO_PROTOCOL_3[method] : undefined;
  const without = refused.of(port).get(method);
  const wanted = Object.fromEntries(
    Object.entries(params as Readonly<Record<string, unknown>>).filter(
      ([name, value]) =>
        value !== undefined &&
        (known === undefined || known.includes(name)) &&
        without?.has(name) !== true,
    ),
  );
  try {
    return await port.request<T>(method, wanted, o);
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    const unexpected = [...error.message.matchAll(UNEXPECTED)]
      .map((match) => match[1] as string)
      .filter((name) => name in wanted);
    if (unexpected.length === 0) throw error;
    const learned = refused.of(port);
    learned.set(method, new Set([...(without ?? []), ...unexpected]));
    for (const name of unexpected) delete wanted[name];
    return port.request<T>(method, wanted, o);
  }
}
