import { duration } from "../text/durations.js";
import type { ChatApp } from "./chat-app.js";
import { modelOf } from "./models.js";

/** What /status prints. */
export async function statusRows(app: ChatApp): Promise<readonly string[]> {
  const { client, conversation, options, screen } = app;
  const { state, hello } = client;
  const since = state.status === "ready" ? `, for ${duration(options.now() - state.since)}` : "";
  const rows: [string, string][] = [
    ["gateway", options.gatewayUrl],
    ["connection", `${app.connectionWord}${since}`],
    ["server", `OpenClaw ${hello?.server.version ?? "?"}, protocol ${client.protocol ?? "?"}`],
    ["session", conversation.sessionKey],
  ];
  if (state.status === "ready") {
    const [model, status] = await Promise.all([
      modelOf(client, conversation.sessionKey),
      client.status(),
    ]);
    rows.push(["model", model ?? "the agent's default"]);
    if (status.sessions?.count !== undefined) rows.push(["sessions", `${status.sessions.count}`]);
  }
  rows.push(
    ["replies", client.chat.active === 0 ? "none under way" : `${client.chat.active} under way`],
    ["approvals", `${client.approvals.pending.length} waiting`],
  );
  const { missing } = client.scopes;
  if (missing.length > 0) rows.push(["scopes", `not granted: ${missing.join(", ")}`]);
  return rows.map(([name, value]) => `  ${screen.colors.dim(name.padEnd(12))}${value}`);
}
