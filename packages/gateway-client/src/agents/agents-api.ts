import type { GatewayPort } from "../client-port.js";
import type { CallOptions } from "../compat/call-options.js";
import { listEntries } from "../compat/lists.js";
import { compact, isRecord, record, text } from "../compat/records.js";
import type { AgentSummary, AgentsListResult } from "../schemas/agents.js";

/** `gateway.agents`. */
export class AgentsApi {
  readonly #port: GatewayPort;

  constructor(port: GatewayPort) {
    this.#port = port;
  }

  /** The agents this gateway runs, in one shape whatever its generation. */
  async list(o?: CallOptions): Promise<AgentsListResult> {
    const payload = await this.#port.request("agents.list", {}, o);
    return {
      ...record(payload),
      agents: listEntries(payload, "agents").flatMap((entry) => agentSummary(entry)),
    };
  }
}

function agentSummary(entry: unknown): AgentSummary[] {
  const fields = typeof entry === "string" ? { id: entry } : entry;
  if (!isRecord(fields)) return [];
  const id = text(fields["id"], fields["agentId"]);
  if (id === undefined) return [];
  const name = text(fields["name"], record(fields["identity"])["name"]);
  return [compact({ ...fields, id, name })];
}
