import { parseSessionKey, sessionKind, type SessionRow } from "@hawser/gateway-client";
import type { VNode } from "preact";
import { plainText } from "@hawser/example-web-parts/markdown";
import { sessionName } from "../sessions/session-name.js";
import { useConsole } from "./console-context.js";
import { ago } from "./duration.js";

/** One session in the list: what it is called, whose it is, whether it is at work. */
export function SessionItem(props: {
  readonly row: SessionRow;
  readonly now: number;
  readonly onOpen: () => void;
}): VNode {
  const { row, now } = props;
  const { runs, conversation } = useConsole();
  const busy = runs.busy.value.has(row.key);
  const agentId = row.agentId ?? parseSessionKey(row.key).agentId;
  const kind = sessionKind(row);
  return (
    <li>
      <button
        type="button"
        class="session"
        aria-current={conversation.value?.key === row.key ? "true" : undefined}
        onClick={props.onOpen}
      >
        <span class="session-name">
          {busy && <i class="working" role="img" aria-label="at work" />}
          {sessionName(row)}
        </span>
        {typeof row.updatedAt === "number" && (
          <span class="session-age">{ago(now - row.updatedAt)}</span>
        )}
        <span class="session-about">
          {[agentId, kind === "direct" ? undefined : kind, preview(row.lastMessagePreview)]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </button>
    </li>
  );
}

/** The beginning of what was said last, without its Markdown. */
function preview(text: string = ""): string {
  return plainText(text.slice(0, 160));
}
