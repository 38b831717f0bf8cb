import type { VNode } from "preact";
import { Mark } from "@hawser/example-web-parts/controls";
import type { Room } from "../chat/room.js";
import { useChat } from "./chat-context.js";

const IDEAS: readonly string[] = [
  "What can you do?",
  "Give me a short table of three knots.",
  "Show me an example in code.",
];

/** Before anything was said: what this place is, and how to begin. */
export function EmptyRoom({ room }: { readonly room: Room }): VNode {
  const chat = useChat();
  const begin = (text: string): void => {
    room.draft.text.value = text;
    chat.wantsFocus.ring();
  };
  return (
    <div class="empty">
      <Mark size={56} />
      <h2>{room.groupId === undefined ? "The line is up" : `You are in ${room.title}`}</h2>
      <p>
        {room.groupId === undefined
          ? "Write to the agent below. Pictures can be pasted or dropped anywhere on this page."
          : "Everyone here sees what is written, and what the agent answers. Earlier messages are not kept for those who come later."}
      </p>
      {room.groupId === undefined && (
        <ul class="ideas">
          {IDEAS.map((idea) => (
            <li key={idea}>
              <button type="button" class="small" onClick={() => begin(idea)}>
                {idea}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
