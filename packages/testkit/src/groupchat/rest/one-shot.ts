import type { GroupChatContext } from "../context.js";
import { SyncFailure } from "../sync/failure.js";
import { encodeTimestamp } from "../sync/timeline.js";
import type { Answer } from "./answer.js";
import type { RecordedCall } from "./recorded-call.js";

/** The paths of Convex's HTTP API that this deployment serves. */
export const oneShotPaths: readonly string[] = ["/api/query", "/api/query_ts", "/api/query_at_ts"];

/** Serves Convex's one-shot queries, as ConvexHttpClient asks them. */
export function serveOneShot(context: GroupChatContext, call: RecordedCall): Answer {
  if (call.method !== "POST") return convexError(405, "MethodNotAllowed", "Use POST");
  if (call.path === "/api/query_ts") {
    return { status: 200, json: { ts: encodeTimestamp(context.timeline.next()) } };
  }
  const { path, args } = (call.body ?? {}) as { readonly path?: unknown; readonly args?: unknown };
  if (typeof path !== "string") return convexError(400, "BadJsonBody", "missing field `path`");
  try {
    const given = Array.isArray(args) ? (args as readonly unknown[]) : [args];
    const outcome = context.queries.evaluate(path, given);
    if (outcome.ok) return { status: 200, json: { status: "success", value: outcome.value } };
    const errorData = outcome.data === undefined ? {} : { errorData: outcome.data };
    return {
      status: 200,
      json: { status: "error", errorMessage: outcome.message, ...errorData },
    };
  } catch (error) {
    if (!(error instanceof SyncFailure)) throw error;
    return convexError(401, "Unauthenticated", error.message);
  }
}

function convexError(status: number, code: string, message: string): Answer {
  return { status, json: { code, message } };
}
