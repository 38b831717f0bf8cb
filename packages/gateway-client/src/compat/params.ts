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

/** `<method> <field>`, as refused in this session. */
const refused = new PerSession(() => new Set<string>());

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
  const learned = refused.of(port);
  const wanted = pick(
    params,
    (name) => known?.includes(name) !== false && !learned.has(`${method} ${name}`),
  );
  try {
    return await port.request<T>(method, wanted, o);
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    const unexpected = new Set(
      [...error.message.matchAll(UNEXPECTED)].flatMap(([, name = ""]) =>
        name in wanted ? name : [],
      ),
    );
    if (unexpected.size === 0) throw error;
    for (const name of unexpected) refused.of(port).add(`${method} ${name}`);
    return port.request<T>(
      method,
      pick(wanted, (name) => !unexpected.has(name)),
      o,
    );
  }
}

function pick(params: object, wants: (name: string) => boolean): Record<string, unknown> {
  const entries = Object.entries(params as Readonly<Record<string, unknown>>);
  return Object.fromEntries(entries.filter(([name, value]) => value !== undefined && wants(name)));
}
