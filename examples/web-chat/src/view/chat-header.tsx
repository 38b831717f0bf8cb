import type { VNode } from "preact";
import { LineStatus, Rope } from "@hawser/example-web-parts/line";
import { ThemeButton } from "@hawser/example-web-parts/theme";
import { useChat } from "./chat-context.js";
import { MenuIcon } from "./icons.js";

/** Above the conversation: which it is, and how the line is. */
export function ChatHeader({ onMenu }: { readonly onMenu: (() => void) | undefined }): VNode {
  const { rooms, line } = useChat();
  const room = rooms.open.value;
  const status = line.state.value.status;
  const elsewhere = rooms.all.value.reduce((sum, { unread }) => sum + unread.value, 0);
  return (
    <header class="top">
      {onMenu !== undefined && (
        <button type="button" class="quiet round menu" onClick={onMenu}>
          <MenuIcon />
          <span class="visually-hidden">
            Conversations{elsewhere > 0 ? `, ${elsewhere} unread` : ""}
          </span>
          {elsewhere > 0 && <i class="dot" />}
        </button>
      )}
      <h1>
        {room.groupId !== undefined && <span aria-hidden="true"># </span>}
        {room.title}
      </h1>
      <LineStatus status={status} />
      <ThemeButton />
      <Rope status={status} />
    </header>
  );
}
