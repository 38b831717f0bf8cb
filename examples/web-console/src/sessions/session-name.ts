import { parseSessionKey, type SessionRow } from "@hawser/gateway-client";

/** 2026.3 makes titles of what it tells the model about who writes, before what was written. */
const PREAMBLE = /^Sender \(untrusted metadata\)/;

/** What a session is called: by its label, else its title, else what its key says. */
export function sessionName(row: SessionRow): string {
  for (const name of [row.label, row.displayName, row.derivedTitle]) {
    if (typeof name === "string" && name.trim() !== "" && !PREAMBLE.test(name)) return name;
  }
  return keyName(row.key);
}

/** What a key says: "main", "subagent 4f2a9c01", "cron nightly", "telegram group 42". */
export function keyName(key: string): string {
  const { isMain, subagentId, cronJobId, channel, peerId, kind, rest } = parseSessionKey(key);
  if (isMain) return "main";
  if (subagentId !== undefined) return `subagent ${subagentId.slice(0, 8)}`;
  if (cronJobId !== undefined) return `cron ${cronJobId}`;
  if (peerId !== undefined)
    return [channel, kind, peerId].filter((part) => part !== undefined).join(" ");
  return rest;
}
