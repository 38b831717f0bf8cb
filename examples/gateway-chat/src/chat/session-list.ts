import { type GatewayClient, parseSessionKey, type SessionRow } from "@hawser/gateway-client";
import type { Choice } from "../terminal/screen.js";
import { ago } from "../text/durations.js";
import { oneLine } from "../text/line-wrapper.js";

const LISTED = 50;

/** The sessions somebody can talk in, the ones used last first; the main one even if nobody did yet. */
export async function listSessions(client: GatewayClient): Promise<readonly SessionRow[]> {
  const { sessions } = await client.sessions.list({
    limit: LISTED,
    includeDerivedTitles: true,
    includeLastMessage: true,
    kinds: ["direct", "group", "unknown"],
  });
  const main = mainSession(client);
  return sessions.some(({ key }) => key === main) ? sessions : [{ key: main }, ...sessions];
}

/** The session's name without what is the same for all: `main`, `knots`. */
export function shortKey(key: string): string {
  return parseSessionKey(key).rest;
}

/** One entry of the list: what it is about, its name, when it was used last. */
export function sessionChoice(session: SessionRow, now: number): Choice {
  const { key, updatedAt } = session;
  const title = session.label ?? session.derivedTitle ?? session.displayName ?? "";
  const running = session.hasActiveRun === true ? ", running" : "";
  const when = typeof updatedAt === "number" ? ago(updatedAt, now) : "unused";
  const name = shortKey(key);
  const about = title === "" || title === key || title === name ? "" : `: ${oneLine(title, 48)}`;
  return { value: key, label: `${name}${about}`, hint: `${when}${running}` };
}

/** Which session somebody means: its place in the list, its key, the beginning of its name or title. */
export function findSession(
  sessions: readonly SessionRow[],
  wanted: string,
): SessionRow | undefined {
  const at = /^\d+$/u.test(wanted) ? sessions[Number(wanted) - 1] : undefined;
  const text = wanted.toLowerCase();
  const begins = (name: string | null | undefined): boolean =>
    name?.toLowerCase().startsWith(text) === true;
  return (
    at ??
    sessions.find(({ key }) => key === wanted || shortKey(key) === wanted) ??
    sessions.find(({ key, label, derivedTitle }) =>
      [shortKey(key), label, derivedTitle].some((name) => begins(name)),
    )
  );
}

/** The key of the gateway's main session. */
export function mainSession(client: GatewayClient): string {
  const { mainSessionKey, defaultAgentId = "main" } = client.hello?.snapshot.sessionDefaults ?? {};
  return mainSessionKey ?? `agent:${defaultAgentId}:main`;
}

/** A key for a new session of the same agent: it comes into being with its first message. */
export function newSession(client: GatewayClient, name: string, now: Date): string {
  const { agentId = "main" } = parseSessionKey(mainSession(client));
  const slug = name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/gu, "");
  const pad = (n: number): string => String(n).padStart(2, "0");
  const day = `${pad(now.getMonth() + 1)}${pad(now.getDate())}`;
  const time = `${pad(now.getHours())}${pad(now.getMinutes())}${pad(now.getSeconds())}`;
  return `agent:${agentId}:${slug === "" ? `chat-${day}-${time}` : slug}`;
}
