import type { VNode } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { defaultUrl } from "./default-url.js";
import { loadSignIn } from "./sign-in/settings.js";
import { SignInForm } from "./sign-in/sign-in-form.js";
import { useSignIn } from "./sign-in/use-sign-in.js";
import { Announcer } from "./view/announcer.js";
import { ConsoleContext } from "./view/console-context.js";
import { ConsoleView } from "./view/console-view.js";

/** The whole page: signing in, then watching. */
export function App(): VNode {
  const { console, state, signIn, cancel, signOut } = useSignIn();
  const initial = useMemo(() => loadSignIn(defaultUrl()), [console]);
  useEffect(() => {
    if (initial.keepToken) signIn(initial);
  }, []);
  return (
    <>
      <Announcer />
      {console === undefined ? (
        <SignInForm initial={initial} state={state} onSubmit={signIn} onCancel={cancel} />
      ) : (
        <ConsoleContext.Provider value={console}>
          <ConsoleView onSignOut={signOut} />
        </ConsoleContext.Provider>
      )}
    </>
  );
}
