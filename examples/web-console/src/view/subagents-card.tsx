import type { Subagent } from "@hawser/gateway-client";
import type { VNode } from "preact";
import { keyName } from "../sessions/session-name.js";
import { Card } from "./card.js";
import { useConsole } from "./console-context.js";
import { duration } from "./duration.js";
import { Lasting } from "./lasting.js";

/** How many are listed; those at work come first. */
const SHOWN = 12;

/** Agents at work for others. */
export function SubagentsCard({ onOpen }: { readonly onOpen: (key: string) => void }): VNode {
  const all = useConsole().runs.subagents.value;
  const working = all.filter(({ status }) => status === "working").length;
  return (
    <Card id="subagents" title="Subagents" count={working}>
      {all.length === 0 && <p class="nothing">None has been seen.</p>}
      <ul class="lines">
        {all.slice(0, SHOWN).map((subagent) => (
          <Line key={subagent.sessionKey} subagent={subagent} onOpen={onOpen} />
        ))}
      </ul>
    </Card>
  );
}

function Line(props: {
  readonly subagent: Subagent;
  readonly onOpen: (key: string) => void;
}): VNode {
  const { subagent, onOpen } = props;
  const { sessionKey, label, parentSessionKey, status, startedAt } = subagent;
  return (
    <li>
      {status === "working" ? (
        <i class="working" role="img" aria-label="at work" />
      ) : (
        <span class={`outcome ${status}`}>{status}</span>
      )}
      <span class="what">
        <button type="button" class="link" onClick={() => onOpen(sessionKey)}>
          {label ?? keyName(sessionKey)}
        </button>
        {parentSessionKey !== undefined && (
          <span class="soft">for {keyName(parentSessionKey)}</span>
        )}
      </span>
      {subagent.status === "working" ? (
        <Lasting since={startedAt} />
      ) : (
        <span class="lasting">{duration(subagent.endedAt - startedAt)}</span>
      )}
    </li>
  );
}
