/**
 * What the client knows about a method before it is sent: which scope every generation of gateway
 * wants for it, and whether sending it a second time after a lost connection is harmless.
 */

const READ = "operator.read";
const WRITE = "operator.write";
const APPROVALS = "operator.approvals";

// Only what all measured generations agree on; a gateway that wants more says so itself.
const SCOPES: Readonly<Record<string, string>> = {
  "chat.history": READ,
  "sessions.list": READ,
  "sessions.resolve": READ,
  "sessions.subscribe": READ,
  "sessions.messages.subscribe": READ,
  "models.list": READ,
  "agents.list": READ,
  status: READ,
  "system-presence": READ,
  "chat.send": WRITE,
  "chat.abort": WRITE,
  agent: WRITE,
  "exec.approval.list": APPROVALS,
  "exec.approval.resolve": APPROVALS,
};

const IMPLIED_BY: Readonly<Record<string, readonly string[]>> = {
  [READ]: [READ, WRITE, "operator.admin"],
  [WRITE]: [WRITE, "operator.admin"],
  [APPROVALS]: [APPROVALS, "operator.admin"],
};

/** Whether `granted` covers `scope`, with the gateway's own rule that admin includes the others. */
export function scopeCovered(scope: string, granted: readonly string[]): boolean {
  const by = IMPLIED_BY[scope] ?? [scope, "operator.admin"];
  return by.some((candidate) => granted.includes(candidate));
}

/** The scope this method needs on every known gateway, or undefined when they differ. */
export function requiredScope(method: string): string | undefined {
  return SCOPES[method];
}

const READS = new Set([
  "agent.wait",
  "agents.list",
  "chat.history",
  "exec.approval.get",
  "exec.approval.list",
  "health",
  "last-heartbeat",
  "models.list",
  "sessions.list",
  "sessions.messages.subscribe",
  "sessions.preview",
  "sessions.resolve",
  "sessions.subscribe",
  "status",
  "system-presence",
]);

/**
 * Whether the call may be sent again when its connection was lost before the answer: it only reads,
 * or it carries an idempotency key that the gateway recognises.
 */
export function safeToRepeat(method: string, params: object | undefined): boolean {
  if (READS.has(method)) return true;
  if (method !== "chat.send" && method !== "agent") return false;
  return (
    params !== undefined && "idempotencyKey" in params && typeof params.idempotencyKey === "string"
  );
}
