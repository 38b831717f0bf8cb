import type { VNode } from "preact";
import { Markdown } from "@hawser/example-web-parts/markdown";
import { Time } from "@hawser/example-web-parts/controls";
import type { Message } from "../chat/message.js";

const WHO: Readonly<Record<Message["from"], string>> = {
  person: "Person",
  agent: "Agent",
  tool: "Tool",
  system: "Gateway",
};

/** A message of the transcript. People's words are shown as they were typed, the agent's as Markdown. */
export function MessageView({ message }: { readonly message: Message }): VNode {
  const { from, text, calls, at, failed } = message;
  if (from === "tool") return <ToolResult text={text} failed={failed} />;
  return (
    <article class={`message ${from}${failed ? " failed" : ""}`}>
      <header>
        <b>{WHO[from]}</b> {at !== undefined && <Time at={at} />}
      </header>
      {calls.length > 0 && (
        <ul class="tools" aria-label="Tool calls">
          {calls.map((name, index) => (
            <li key={index} class="tool">
              <code>{name}</code>
            </li>
          ))}
        </ul>
      )}
      {text !== "" && (
        <div class="bubble">
          <Words message={message} />
        </div>
      )}
    </article>
  );
}

function Words({ message: { from, text, failed } }: { message: Message }): VNode {
  if (from !== "agent") return <p class="as-typed">{text}</p>;
  if (!failed) return <Markdown text={text} />;
  return (
    <p class="as-typed">
      <b>No answer.</b> {text}
    </p>
  );
}

function ToolResult({ text, failed }: { text: string; failed: boolean }): VNode {
  return (
    <details class={`tool-result${failed ? " failed" : ""}`}>
      <summary>{failed ? "Tool failed" : "Tool result"}</summary>
      <pre tabIndex={0}>{text}</pre>
    </details>
  );
}
