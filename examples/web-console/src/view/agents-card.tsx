import type { AgentPresence, ClientPresence } from "@hawser/gateway-client";
import type { VNode } from "preact";
import { Card } from "./card.js";
import { useConsole } from "./console-context.js";

/** Who is there: the agents with what they are up to, and the programs that are connected. */
export function AgentsCard(): VNode {
  const { presence } = useConsole();
  const agents = presence.agents.value;
  const clients = presence.clients.value;
  return (
    <Card id="presence" title="Presence">
      <ul class="lines" aria-label="Agents">
        {agents.map((agent) => (
          <Agent key={agent.agentId} agent={agent} />
        ))}
      </ul>
      {clients.length > 0 && (
        <details class="more">
          <summary>Connected programs ({clients.length})</summary>
          <ul class="lines">
            {clients.map((client, index) => (
              <li key={client.instanceId ?? index}>
                <span class="what">
                  {client.host ?? "unnamed"}
                  <span class="soft">{about(client)}</span>
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}

function Agent({ agent }: { readonly agent: AgentPresence }): VNode {
  const { agentId, name, state, runs, lastError } = agent;
  return (
    <li>
      <span class="what">
        {name ?? agentId}
        {lastError !== undefined && <span class="soft">last failed: {lastError}</span>}
      </span>
      <span class={`state ${state}`}>
        {state}
        {runs > 1 && ` (${runs} runs)`}
      </span>
    </li>
  );
}

function about({ mode, version, platform }: ClientPresence): string {
  return [mode, version, platform].filter((part) => part !== undefined).join(" · ");
}
