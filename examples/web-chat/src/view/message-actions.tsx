import type { VNode } from "preact";
import { CopyButton } from "@hawser/example-web-parts/controls";
import { authorOf, textOf, type Message } from "../chat/entry.js";
import { ReplyIcon } from "./icons.js";

/** What can be done with a message. Of a long list, Tab leads to those of one message only. */
export function MessageActions(props: {
  readonly message: Message;
  readonly reachable: boolean;
  readonly onReply: () => void;
}): VNode {
  const { message, reachable, onReply } = props;
  const tabIndex = reachable ? 0 : -1;
  return (
    <div class="actions">
      <button
        type="button"
        class="quiet"
        tabIndex={tabIndex}
        title="Reply to this message"
        aria-label={`Reply to ${authorOf(message)}`}
        onClick={onReply}
      >
        <ReplyIcon />
        {message.kind === "agent" && <span aria-hidden="true">Reply</span>}
      </button>
      {message.kind === "agent" && (
        <CopyButton text={() => textOf(message)} label="Copy message" tabIndex={tabIndex} />
      )}
    </div>
  );
}
