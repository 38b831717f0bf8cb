import type { VNode } from "preact";
import type { Quote } from "../chat/entry.js";

/** The message that this one answers; choosing it leads there, if it is still on the page. */
export function QuoteView(props: {
  readonly quote: Quote;
  readonly onOpen: (messageId: string) => void;
}): VNode {
  const { author, text, messageId } = props.quote;
  return (
    <button type="button" class="quote" onClick={() => props.onOpen(messageId)}>
      <span class="visually-hidden">In reply to </span>
      <b>{author}</b> <span>{text}</span>
    </button>
  );
}
