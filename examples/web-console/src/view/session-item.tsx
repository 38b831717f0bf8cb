import { parseSessionKey, sessionKind, type SessionRow } from "@hawser/gateway-client";
import type { VNode } from "preact";
import { sessionName } from "../sessions/session-name.js";
import { sessionPreview } from "../sessions/session-preview.js";
import { useConsole } from "./console-context.js";
import { ago } from "./duration.js";

/** One session in the list: what it is called, whose it is, whether it is at work. */
export function SessionItem(props: {
  readonly row: SessionRow;
  readonly now: number;
  /** Which of how many: rows that are not built count, too. */
  readonly place: number;
  readonly of: number;
  /** Whether Tab stops here. */
  readonly reachable: boolean;
  readonly onOpen: (key: string) => void;
}): VNode {
  const { row, now, place, of, reachable } = props;
  const { runs, conversation } = useConsole();
  const busy = runs.busy.value.has(row.key);
  const agentId = row.agentId ?? parseSessionKey(row.key).agentId;
  const kind = sessionKind(row);
  const name = sessionName(row);
  return (
    <li aria-posinset={place} aria-setsize={of}>
      <button
        type="button"
        class="session"
        data-key={row.key}
        title={name}
        tabIndex={reachable ? 0 : -1}
        aria-current={conversation.value?.key === row.key ? "true" : undefined}
        onClick={() => props.onOpen(row.key)}
      >
        <span class="session-name">
          {busy && <i class="working" role="img" aria-label="at work" />}
          {name}
        </span>
        {typeof row.updatedAt === "number" && (
          <span class="session-age">{ago(now - row.updatedAt)}</span>
        )}
        <span class="session-about">
          {[agentId, kind === "direct" ? undefined : kind, sessionPreview(row)]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </button>
    </li>
  );
}
