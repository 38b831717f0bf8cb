import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { DynamicAgentConfig } from "../config/channel-config.js";
import { agentIdOf, safeName } from "./safe-name.js";

/** Where a dynamic agent lives. */
export interface AgentFolders {
  readonly workspace: string;
  readonly agentDir: string;
}

/** Fills the templates for a sender. Only safe names go in, so a sender cannot lead out of the template. */
export function agentFolders(
  senderId: string,
  config: DynamicAgentConfig,
  stateDir: string,
): AgentFolders {
  const agentId = agentIdOf(senderId);
  const fill = (template: string): string =>
    resolve(
      fromHome(template).replaceAll(/\{(agentId|userId)\}/g, (_match, name: string) =>
        name === "agentId" ? agentId : safeName(senderId),
      ),
    );
  return {
    workspace: fill(config.workspaceTemplate ?? join(stateDir, "workspace-{agentId}")),
    agentDir: fill(config.agentDirTemplate ?? join(stateDir, "agents", "{agentId}", "agent")),
  };
}

/** `~` is the home that the gateway itself works with. */
function fromHome(path: string): string {
  if (path !== "~" && !path.startsWith("~/")) return path;
  return join(process.env["OPENCLAW_HOME"] ?? homedir(), path.slice(1));
}
