import type { VNode } from "preact";
import { Announcer } from "@hawser/example-web-parts/announce";
import { SignInGate, type SignInPage } from "@hawser/example-web-parts/sign-in";
import { Chat } from "./chat/chat.js";
import { defaultUrl } from "./default-url.js";
import { explain } from "./line/explain.js";
import { Line } from "./line/line.js";
import { PEER } from "./peer.js";
import { ownSenderId } from "./sender-id.js";
import { ChatContext } from "./view/chat-context.js";
import { ChatView } from "./view/chat-view.js";

const PAGE: SignInPage<Chat> = {
  app: "hawser-chat",
  title: "Hawser",
  lead: "A line to your agent that holds.",
  peer: PEER,
  defaultUrl,
  asksName: true,
  begin: (form) => new Chat(new Line({ ...form, senderId: ownSenderId() })),
  explain,
};

/** The whole page: signing in, then chatting. */
export function App(): VNode {
  return (
    <>
      <Announcer />
      <SignInGate page={PAGE}>
        {(chat, signOut) => (
          <ChatContext.Provider value={chat}>
            <ChatView onSignOut={signOut} />
          </ChatContext.Provider>
        )}
      </SignInGate>
    </>
  );
}
