import { CHANNEL_ID } from "../channel-id.js";
import type { ConfigDraft, OpenClawConfig } from "../openclaw/config.js";
import type { AgentFolders } from "./folders.js";
import { AGENT_PREFIX, agentIdOf } from "./safe-name.js";

/** An agent to be made. */
export interface NewAgent {
  readonly senderId: string;
  readonly folders: AgentFolders;
}

/** What became of it: `full` when there are as many agents as there may be. */
export type Enrolment = "enrolled" | "full";

/** Whether the sender has an agent, of whatever making. */
export function isBound(cfg: OpenClawConfig, senderId: string): boolean {
  return (cfg.bindings ?? []).some((binding) => isFor(binding, senderId));
}

/** Puts an agent and its binding into the draft, each unless it is there. */
export function enrol(
  draft: ConfigDraft,
  agent: NewAgent,
  o: { readonly byId: boolean; readonly maxAgents?: number },
): Enrolment {
  const agentId = agentIdOf(agent.senderId);
  const bindings = (draft.bindings ??= []);
  if (bindings.some((binding) => isFor(binding, agent.senderId))) return "enrolled";
  const present = agentIds(draft);
  if (!present.includes(agentId)) {
    const dynamic = present.filter((id) => id.startsWith(AGENT_PREFIX)).length;
    if (o.maxAgents !== undefined && dynamic >= o.maxAgents) return "full";
    addAgent(draft, agentId, agent.folders, o.byId);
  }
  const peer = { kind: "direct", id: agent.senderId };
  bindings.push({ agentId, match: { channel: CHANNEL_ID, peer } });
  return "enrolled";
}

function isFor(
  binding: { match: { channel: string; peer?: { kind: string; id: string } } },
  senderId: string,
): boolean {
  const { channel, peer } = binding.match;
  return channel === CHANNEL_ID && peer?.kind === "direct" && peer.id === senderId;
}

function agentIds(draft: ConfigDraft): string[] {
  const listed = (draft.agents?.list ?? []).flatMap(({ id }) => (id === undefined ? [] : [id]));
  return [...listed, ...Object.keys(draft.agents?.entries ?? {})];
}

function addAgent(draft: ConfigDraft, id: string, folders: AgentFolders, byId: boolean): void {
  const agents = (draft.agents ??= {});
  if (byId && agents.list === undefined) {
    agents.entries = { ...agents.entries, [id]: { ...folders } };
    return;
  }
  // The first of the list is the default agent, which was `main` as long as there was no list.
  const list = (agents.list ??= []);
  if (list.length === 0) list.push({ id: "main" });
  list.push({ id, ...folders });
}
