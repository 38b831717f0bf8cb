import { memo } from "preact/compat";
import type { VNode } from "preact";
import { Time } from "@hawser/example-web-parts/controls";
import { authorOf, type Message } from "../chat/entry.js";
import type { Room } from "../chat/room.js";
import { AnswerState } from "./answer-state.js";
import { useChat } from "./chat-context.js";
import { DeliveryState } from "./delivery.js";
import { MessageActions } from "./message-actions.js";
import { MessageBody } from "./message-body.js";
import { QuoteView } from "./quote-view.js";

interface MessageProps {
  readonly room: Room;
  readonly message: Message;
  /** Whether the same person wrote the message before, just then: the name is not repeated. */
  readonly follows: boolean;
  /** Whether Tab leads here: of a long list, to one message only. */
  readonly reachable: boolean;
  readonly onOpen: (messageId: string) => void;
}

/** One message with its author, its state and what can be done with it. */
export const MessageView: (props: MessageProps) => VNode = memo((props: MessageProps) => {
  const { room, message, follows, reachable, onOpen } = props;
  const chat = useChat();
  const author = authorOf(message);
  return (
    <article
      class={`message ${message.kind} ${follows ? "follows" : ""}`}
      data-id={message.id}
      tabIndex={reachable ? 0 : -1}
      aria-labelledby={`by-${message.id}`}
    >
      <header id={`by-${message.id}`}>
        <b>{author}</b> <Time at={message.at} />
      </header>
      {message.kind !== "agent" && message.quote !== undefined && (
        <QuoteView quote={message.quote} onOpen={onOpen} />
      )}
      <div class="said">
        <div class="bubble">
          <MessageBody message={message} />
        </div>
        <MessageActions
          message={message}
          reachable={reachable}
          onReply={() => chat.quote(room, message)}
        />
      </div>
      {message.kind === "own" && (
        <DeliveryState
          delivery={message.delivery}
          onRetry={() => chat.outbox.retry(room, message)}
        />
      )}
      {message.kind === "agent" && (
        <AnswerState message={message} onRetry={chat.outbox.retryOf(room, message)} />
      )}
    </article>
  );
});
