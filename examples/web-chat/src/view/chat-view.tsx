import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useMedia } from "@hawser/example-web-parts/screen";
import { typesWithThumbs } from "@hawser/example-web-parts/writing";
import { LineBanner } from "@hawser/example-web-parts/line";
import { filesIn } from "../images/add-pictures.js";
import { useChat } from "./chat-context.js";
import { ChatHeader } from "./chat-header.js";
import { Composer } from "./composer.js";
import { Drawer } from "./drawer.js";
import { MessageList } from "./message-list.js";
import { Sidebar } from "./sidebar.js";
import { useDrop } from "./use-drop.js";

/** The page once somebody is signed in. */
export function ChatView({ onSignOut }: { readonly onSignOut: () => void }): VNode {
  const chat = useChat();
  const room = chat.rooms.open.value;
  const narrow = useMedia("(max-width: 760px)");
  const [menu, setMenu] = useState(false);
  const dropping = useDrop((transfer) => chat.dropped.ring(filesIn(transfer)));
  useEffect(() => {
    // Where a keyboard would jump up at once, the reader decides when.
    if (!typesWithThumbs()) chat.wantsFocus.ring();
  }, [chat]);

  const sidebar = <Sidebar onChosen={() => setMenu(false)} onSignOut={onSignOut} />;
  return (
    <div class="chat">
      <a class="skip" href="#composer">
        Skip to writing
      </a>
      {narrow ? (
        <Drawer label="Conversations" open={menu} onClose={() => setMenu(false)}>
          {sidebar}
        </Drawer>
      ) : (
        <aside aria-label="Conversations and account">{sidebar}</aside>
      )}
      <main>
        <ChatHeader onMenu={narrow ? () => setMenu(true) : undefined} />
        <LineBanner
          line={chat.line}
          meanwhile="What you write is kept and sent when it is back."
          onSignOut={onSignOut}
        />
        <MessageList key={room.groupId ?? ""} room={room} />
        <Composer key={`to ${room.groupId ?? ""}`} room={room} />
      </main>
      {dropping && (
        <div class="drop-here" aria-hidden="true">
          <p>Drop pictures here</p>
        </div>
      )}
    </div>
  );
}
