import type { VNode } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { defaultUrl } from "./default-url.js";
import { loadSignIn } from "./sign-in/settings.js";
import { SignInForm } from "./sign-in/sign-in-form.js";
import { useSignIn } from "./sign-in/use-sign-in.js";
import { Announcer } from "./view/announcer.js";
import { ChatContext } from "./view/chat-context.js";
import { ChatView } from "./view/chat-view.js";

/** The whole page: signing in, then chatting. */
export function App(): VNode {
  const { chat, state, signIn, cancel, signOut } = useSignIn();
  const initial = useMemo(() => loadSignIn(defaultUrl()), [chat]);
  useEffect(() => {
    if (initial.keepToken) signIn(initial);
  }, []);
  return (
    <>
      <Announcer />
      {chat === undefined ? (
        <SignInForm initial={initial} state={state} onSubmit={signIn} onCancel={cancel} />
      ) : (
        <ChatContext.Provider value={chat}>
          <ChatView onSignOut={signOut} />
        </ChatContext.Provider>
      )}
    </>
  );
}
