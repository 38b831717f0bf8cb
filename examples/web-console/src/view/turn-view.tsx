import { useComputed } from "@preact/signals";
import type { VNode } from "preact";
import { Markdown } from "@hawser/example-web-parts/markdown";
import { Time } from "@hawser/example-web-parts/controls";
import type { Conversation } from "../chat/conversation.js";
import { missingParts, type ToolCall, type Turn } from "../chat/turn.js";
import { useConsole } from "./console-context.js";

/** What happens now: the question until the transcript has it, and the answer as it is written. */
export function TurnView(props: {
  readonly turn: Turn;
  readonly conversation: Conversation;
}): VNode {
  const { turn, conversation } = props;
  const missing = missingParts(turn, conversation.transcript.value);
  const phase = turn.phase.value;
  const text = turn.text.value;
  const working = phase.status === "working";
  const tools = turn.tools.value;
  return (
    <>
      {missing.question && (
        <article class="message person">
          <header>
            <b>Person</b> <Time at={turn.startedAt} />
          </header>
          <div class="bubble">
            <p class="as-typed">{turn.question}</p>
          </div>
        </article>
      )}
      {(working || missing.answer || missing.failure) && (
        <article class="message agent" aria-busy={working}>
          <header>
            <b>Agent</b> <Doing turn={turn} />
          </header>
          {tools.length > 0 && <Tools tools={tools} />}
          {text !== "" && (working || missing.answer) && (
            <div class={`bubble${working ? " writing" : ""}`}>
              <Markdown text={text} />
            </div>
          )}
          {phase.status === "failed" && missing.failure && (
            <div class="complaint" role="alert">
              <p>
                <b>No answer.</b> {phase.problem.what} {phase.problem.help}
              </p>
              <button type="button" class="small" onClick={() => conversation.dismiss(turn)}>
                Dismiss
              </button>
            </div>
          )}
        </article>
      )}
    </>
  );
}

function Doing({ turn }: { readonly turn: Turn }): VNode | null {
  const { runs } = useConsole();
  const phase = turn.phase.value;
  // That it waits for a person is told of the run, not of the reply.
  const asks = useComputed(() =>
    runs.active.value.some(
      (run) =>
        run.runId === turn.id && run.status === "running" && run.phase === "waiting-approval",
    ),
  ).value;
  switch (phase.status) {
    case "working":
      return (
        <span class="doing">
          {asks ? "waits for a decision" : phase.doing.replaceAll(/[_-]/g, " ")} …
        </span>
      );
    case "stopped":
      return <span class="doing">stopped</span>;
    case "done":
    case "failed":
      return null;
  }
}

const ENDED: Readonly<Record<ToolCall["status"], string>> = {
  running: "running",
  done: "done",
  failed: "failed",
};

function Tools({ tools }: { readonly tools: readonly ToolCall[] }): VNode {
  return (
    <ul class="tools" aria-label="Tool calls">
      {tools.map(({ id, name, status }) => (
        <li key={id} class={`tool ${status}`}>
          <code>{name}</code> {ENDED[status]}
        </li>
      ))}
    </ul>
  );
}
