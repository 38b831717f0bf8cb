import { type GatewayClient, parseSessionKey, type SessionRow } from "@hawser/gateway-client";
import stringWidth from "fast-string-width";
import type { Choice } from "../terminal/screen.js";
import { ago } from "../text/durations.js";
import { oneLine } from "../text/line-wrapper.js";

const LISTED = 50;
const NAME_WIDTH = 28;

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

/** The list in columns: the session's name, when it was used last, what it is about. */
export function sessionChoices(
  sessions: readonly SessionRow[],
  now: number,
  width: number,
): Choice[] {
  const cells = sessions.map((session) => ({
    value: session.key,
    name: oneLine(shortKey(session.key), NAME_WIDTH),
    when: lastUsed(session, now),
    about: aboutOf(session),
  }));
  const column = (texts: readonly string[]): number =>
    Math.max(...texts.map((text) => stringWidth(text)));
  const names = column(cells.map(({ name }) => name));
  const whens = column(cells.map(({ when }) => when));
  return cells.map(({ value, name, when, about }) => {
    const left = `${padded(name, names)}  ${padded(when, whens)}`;
    const room = width - stringWidth(left) - 2;
    return { value, label: room < 8 ? left : `${left}  ${oneLine(about, room)}`.trimEnd() };
  });
}

function lastUsed({ updatedAt, hasActiveRun }: SessionRow, now: number): string {
  if (hasActiveRun === true) return "at work";
  return typeof updatedAt === "number" ? ago(updatedAt, now) : "unused";
}

function aboutOf({
  key,
  label,
  derivedTitle,
  displayName,
  lastMessagePreview,
}: SessionRow): string {
  const title = label ?? derivedTitle ?? displayName ?? "";
  return title === "" || title === key || title === shortKey(key)
    ? (lastMessagePreview ?? "")
    : title;
}

function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - stringWidth(text)));
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
