import { useComputed } from "@preact/signals";
import { parseSessionKey } from "@hawser/gateway-client";
import type { VNode } from "preact";
import { Mark } from "@hawser/example-web-parts/controls";
import { ToEndButton, useStickToEnd } from "@hawser/example-web-parts/reading";
import type { Conversation } from "../chat/conversation.js";
import { keyName, sessionName } from "../sessions/session-name.js";
import { AskedHere } from "./asked-here.js";
import { Composer } from "./composer.js";
import { useConsole } from "./console-context.js";
import { MessageView } from "./message-view.js";
import { TurnView } from "./turn-view.js";

/** The open session, to read and to write in. */
export function ChatPane(): VNode {
  const conversation = useConsole().conversation.value;
  return (
    <section class="pane chat" aria-label="Open session">
      {conversation === undefined ? (
        <div class="empty">
          <Mark size={56} />
          <h2>No session is open</h2>
          <p>Choose one from the list, or begin a new one.</p>
        </div>
      ) : (
        <OpenSession key={conversation.key} conversation={conversation} />
      )}
    </section>
  );
}

function OpenSession({ conversation }: { readonly conversation: Conversation }): VNode {
  const { sessions } = useConsole();
  const { key } = conversation;
  // Only this session's row: what happens in others does not concern the messages.
  const row = useComputed(() => sessions.get(key)).value;
  const name = row === undefined ? keyName(key) : sessionName(row);
  return (
    <>
      <header class="chat-head">
        <h2>{name}</h2>
        <p>
          {parseSessionKey(key).agentId ?? "default agent"}
          {typeof row?.model === "string" && ` · ${row.model}`}
        </p>
      </header>
      <Messages conversation={conversation} name={name} />
      <AskedHere sessionKey={key} />
      <Composer conversation={conversation} name={name} />
    </>
  );
}

function Messages(props: { readonly conversation: Conversation; readonly name: string }): VNode {
  const { conversation, name } = props;
  const { frame, content, atEnd, toEnd } = useStickToEnd();
  const transcript = conversation.transcript.value;
  const turns = conversation.turns.value;
  const state = conversation.state.value;
  return (
    <section class="conversation" aria-label={`Conversation: ${name}`}>
      <div class="scroller" ref={frame} tabIndex={0} role="region" aria-label="Messages">
        {state.status === "loading" && <p class="nothing centred">Reading …</p>}
        {state.status === "failed" && (
          <div class="complaint" role="alert">
            <p>
              {state.problem.what} {state.problem.help}
            </p>
            <button type="button" class="small" onClick={() => void conversation.read()}>
              Read it again
            </button>
          </div>
        )}
        {state.status === "ready" && transcript.length + turns.length === 0 && (
          <p class="nothing centred">Nothing was said here yet.</p>
        )}
        <ol ref={content} class="messages">
          {transcript.map((message) => (
            <li key={message.id}>
              <MessageView message={message} />
            </li>
          ))}
          {turns.map((turn) => (
            <li key={turn.id}>
              <TurnView turn={turn} conversation={conversation} />
            </li>
          ))}
        </ol>
      </div>
      {!atEnd && <ToEndButton onClick={toEnd} />}
    </section>
  );
}
