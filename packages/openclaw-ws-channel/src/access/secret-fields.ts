/** Names of fields that an agent, and its log, have no business to know. */
const SECRET = /token|secret|passw|credential|cookie|session|api[-_]?key|jwt|authori/i;

/** Whether a field's name says that its value is a secret. */
export function isSecretField(name: string): boolean {
  return SECRET.test(name);
}

/** A copy of what an auth service said, without the fields that are secrets by their names. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !isSecretField(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutSecrets(inner)]));
}
