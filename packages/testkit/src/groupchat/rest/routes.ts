import type { GroupChatContext } from "../context.js";
import type { RunStatus } from "../state/run.js";
import { type Answer, refusal } from "./answer.js";
import { tokenOf } from "./credentials.js";
import type { RecordedCall } from "./recorded-call.js";
import { comment, moveRun } from "./work.js";

/** Where the agent API is, below the server's root. */
export const agentApiPath = "/api/v1/agent";

const statuses: readonly RunStatus[] = ["PENDING", "RUNNING", "FINISHED", "ERROR", "STOPPED"];

/** Serves the agent API; what it asks for is done when this returns. */
export function serveAgentApi(context: GroupChatContext, call: RecordedCall): Answer {
  const refused = authenticate(context, call);
  if (refused) return refused;
  const path = call.path.slice(agentApiPath.length).replace(/\/$/, "");
  const [root, id, action, ...rest] = path.split("/").slice(1);
  if (rest.length > 0) return refusal(404, "Not found");
  if (root === "me" && id === undefined) {
    return only("GET", call, () => ({ status: 200, json: context.views.me() }));
  }
  if (root !== "runs") return refusal(404, "Not found");
  if (id === undefined) return only("GET", call, () => listRuns(context, call));
  return serveRun(context, call, decodeURIComponent(id), action);
}

function serveRun(
  context: GroupChatContext,
  call: RecordedCall,
  id: string,
  action: string | undefined,
): Answer {
  const run = context.store.findRun(id);
  if (!run) return refusal(404, "Run not found");
  switch (action) {
    case undefined:
      return only("GET", call, () => ({ status: 200, json: context.views.detail(run) }));
    case "comment":
      return only("POST", call, () => comment(context, run, call.body));
    case "start":
    case "complete":
    case "error":
      return only("POST", call, () => moveRun(context, run, action, call.body));
    default:
      return refusal(404, "Not found");
  }
}

/** GET /runs, newest first. */
function listRuns(context: GroupChatContext, call: RecordedCall): Answer {
  const { status, workspaceId, limit } = call.query;
  if (status !== undefined && !statuses.some((known) => known === status)) {
    return refusal(400, `Unknown status: ${status}`);
  }
  const most = limit === undefined ? 100 : Number(limit);
  if (!Number.isInteger(most) || most < 1) return refusal(400, "limit must be a positive integer");
  const runs = context.store.runs
    .filter((run) => status === undefined || run.status === status)
    .filter((run) => workspaceId === undefined || run.workspaceId === workspaceId)
    .toReversed()
    .slice(0, most);
  return { status: 200, json: runs.map((run) => context.views.listed(run)) };
}

function authenticate(context: GroupChatContext, call: RecordedCall): Answer | undefined {
  const refused = context.faults.strike("wrongToken", call.path);
  const token = tokenOf(call.headers.authorization);
  if (!refused && token === context.options.token) return undefined;
  return refusal(401, token === undefined ? "Missing agent token" : "Invalid agent token");
}

function only(method: "GET" | "POST", call: RecordedCall, serve: () => Answer): Answer {
  return call.method === method ? serve() : refusal(405, "Method not allowed");
}
