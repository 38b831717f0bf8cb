import type { VNode } from "preact";
import type { AgentMessage } from "../chat/entry.js";
import { AlertIcon } from "./icons.js";

/** Under an answer that did not come to its own end: why, and a way to have it anew. */
export function AnswerState(props: {
  readonly message: AgentMessage;
  readonly onRetry: (() => void) | undefined;
}): VNode | null {
  const phase = props.message.phase.value;
  if (phase.status === "stopped") return <p class="delivery">Stopped</p>;
  if (phase.status !== "broken") return null;
  return (
    <div class="delivery failed">
      <p>
        <AlertIcon /> <b>The answer broke off.</b> {phase.problem.what} {phase.problem.help}
      </p>
      {props.onRetry !== undefined && (
        <button type="button" class="small" onClick={props.onRetry}>
          Ask again
        </button>
      )}
    </div>
  );
}
