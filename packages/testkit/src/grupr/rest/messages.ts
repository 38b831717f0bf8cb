import type { GruprContext } from "../context.js";
import { announce } from "../context.js";
import { listBody } from "../envelopes.js";
import type { GruprAgent } from "../state/people.js";
import type { StoredMessage } from "../state/rooms.js";
import { readTimeStamp } from "../state/time-stamps.js";
import { done, refused, type OpenCall, type Outcome } from "./call.js";

/** GET …/messages: strictly after, chronological. */
export function listMessages(
  context: GruprContext,
  agent: GruprAgent,
  gruprId: string,
  call: OpenCall,
): Outcome {
  const denied = denial(context, agent, gruprId);
  if (denied !== undefined) return denied;
  const { stamps, rooms, options, board } = context;
  const { after: afterText, limit: limitText = "50" } = call.query;
  const after = afterText === undefined ? undefined : readTimeStamp(afterText);
  if (afterText !== undefined && after === undefined) {
    return refused(400, "bad_request", "after must be an RFC 3339 time");
  }
  const limit = Number(limitText);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    return refused(400, "bad_request", "limit must be between 1 and 100");
  }
  const fitting = rooms
    .messages(gruprId)
    .filter((message) => after === undefined || stamps.shown(message.at) > after)
    .filter(isVisible);
  const page = fitting.slice(0, Math.min(limit, options.maxLimit));
  const rows = page.map((message) => message.shown);
  if (rows.length > 0 && board.strike("duplicateRows", `list of ${gruprId}`)) {
    rows.push(...rows);
  }
  if (rows.length > 1 && board.strike("shuffleRows", `list of ${gruprId}`)) rows.reverse();
  const next = page.length < fitting.length ? (page.at(-1)?.shown.created_at ?? null) : null;
  return done(listBody(rows, next, options.envelope.list));
}

/** POST …/messages. */
export function sendMessage(
  context: GruprContext,
  agent: GruprAgent,
  gruprId: string,
  call: OpenCall,
): Outcome {
  const denied = denial(context, agent, gruprId);
  if (denied !== undefined) return denied;
  const content = (call.body as { content?: unknown } | null)?.content;
  if (typeof content !== "string" || content === "") {
    return refused(422, "validation_error", "content must be a non-empty string");
  }
  const stored = context.rooms.store(gruprId, { from: agent, content });
  context.registry.note("message", stored.shown);
  announce(context, stored);
  return done({ data: stored.shown }, 201);
}

function denial(context: GruprContext, agent: GruprAgent, gruprId: string): Outcome | undefined {
  const { rooms } = context;
  if (!rooms.has(gruprId)) return refused(404, "not_found", "No such grupr");
  if (rooms.members(gruprId).has(agent.id)) return undefined;
  return refused(403, "forbidden", "Agent is not assigned to this grupr");
}

function isVisible(message: StoredMessage): boolean {
  if (message.hiddenReads === 0) return true;
  message.hiddenReads -= 1;
  return false;
}
