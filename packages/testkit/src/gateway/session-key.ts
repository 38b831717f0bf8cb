/** The parts of `agent:<agentId>:<rest>`. */
export interface SessionKeyParts {
  readonly agentId: string;
  readonly rest: string;
}

/** Real gateways answer "main" and "my-own-key" under `agent:main:…`. */
export function canonicalSessionKey(key: string, defaultAgentId: string): string {
  const trimmed = key.trim();
  if (trimmed.startsWith("agent:") || trimmed === "global" || trimmed === "unknown") {
    return trimmed.toLowerCase();
  }
  return `agent:${defaultAgentId}:${trimmed.toLowerCase()}`;
}

/** Takes a canonical key apart; the default agent owns keys of another form. */
export function sessionKeyParts(key: string, defaultAgentId: string): SessionKeyParts {
  const [prefix, agentId, ...rest] = key.split(":");
  if (prefix === "agent" && agentId) return { agentId, rest: rest.join(":") };
  return { agentId: defaultAgentId, rest: key };
}

/** `direct`, `group` or `global`, as sessions.list says it. */
export function sessionKind(key: string): "direct" | "group" | "global" | "unknown" {
  if (key === "global" || key === "unknown") return key;
  return /:(group|channel):/.test(key) ? "group" : "direct";
}
