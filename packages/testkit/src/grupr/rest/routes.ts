import type { GruprContext } from "../context.js";
import { bearer } from "../socket/auth.js";
import { done, refused, type OpenCall, type Outcome } from "./call.js";
import { listMessages, sendMessage } from "./messages.js";

/** The root of the agent-hub; nothing answers elsewhere. */
export const API_ROOT = "/api/v1/agent-hub";

/** What a path and method stand for. */
export type Route =
  | { readonly operation: "register" | "webhook.set" | "webhook.delete" }
  | { readonly operation: "list" | "send"; readonly gruprId: string }
  | { readonly operation: undefined; readonly status: 404 | 405 };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Finds the route of a request. */
export function routeOf(context: GruprContext, method: string, path: string): Route {
  const { webhookMethod } = context.options;
  const gruprId = new RegExp(`^${API_ROOT}/grups/([^/]+)/messages$`).exec(path)?.[1];
  if (gruprId !== undefined) {
    if (!UUID.test(gruprId)) return { operation: undefined, status: 404 };
    if (method === "GET") return { operation: "list", gruprId };
    if (method === "POST") return { operation: "send", gruprId };
    return { operation: undefined, status: 405 };
  }
  if (path === `${API_ROOT}/register`) {
    return method === "POST" ? { operation: "register" } : { operation: undefined, status: 405 };
  }
  if (path === `${API_ROOT}/webhook`) {
    if (method === webhookMethod) return { operation: "webhook.set" };
    if (method === "DELETE") return { operation: "webhook.delete" };
    return { operation: undefined, status: 405 };
  }
  return { operation: undefined, status: 404 };
}

/** Does what was asked. */
export function perform(context: GruprContext, route: Route, call: OpenCall): Outcome {
  const secret = bearer(call.headers["authorization"]);
  if (route.operation === undefined) {
    return route.status === 404
      ? refused(404, "not_found", "Not found")
      : refused(405, "method_not_allowed", "Method not allowed");
  }
  if (route.operation === "register") return register(context, secret, call);
  const agent = secret === undefined ? undefined : context.people.agentOf(secret);
  if (agent === undefined) return refused(401, "unauthorized", "Invalid or missing agent token");
  switch (route.operation) {
    case "list":
      return listMessages(context, agent, route.gruprId, call);
    case "send":
      return sendMessage(context, agent, route.gruprId, call);
    case "webhook.set":
      return setWebhook(context, agent.id, call);
    case "webhook.delete":
      return context.webhooks.delete(agent.id)
        ? done(undefined, 204)
        : refused(404, "not_found", "No webhook is set");
  }
}

function register(context: GruprContext, jwt: string | undefined, call: OpenCall): Outcome {
  const { people } = context;
  const user = jwt === undefined ? undefined : people.userOf(jwt);
  if (user === undefined) return refused(401, "unauthorized", "Invalid or expired session");
  const agentId = (call.body as { agent_id?: unknown } | null)?.agent_id;
  if (typeof agentId !== "string" || !UUID.test(agentId)) {
    return refused(422, "validation_error", "agent_id must be a UUID");
  }
  if (!user.emailVerified) return refused(403, "email_unverified", "Verify your e-mail first");
  const agent = people.agent(agentId);
  if (agent === undefined || agent.ownerId !== user.id) {
    return refused(403, "forbidden", "You do not own this agent");
  }
  return done({ data: { token: people.mint(agent), agent_id: agent.id } }, 201);
}

function setWebhook(context: GruprContext, agentId: string, call: OpenCall): Outcome {
  const { url, secret, auth_bearer: authBearer } = (call.body ?? {}) as Record<string, unknown>;
  if (typeof url !== "string" || !URL.canParse(url)) {
    return refused(422, "validation_error", "url must be a URL");
  }
  const text = (value: unknown): string | undefined =>
    typeof value === "string" ? value : undefined;
  const hook = context.webhooks.set({
    agentId,
    url,
    secret: text(secret),
    authBearer: text(authBearer),
  });
  return done({ data: { webhook_id: hook.id, url: hook.url, is_active: true } });
}
