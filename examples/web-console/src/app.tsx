import type { VNode } from "preact";
import { Announcer, say } from "@hawser/example-web-parts/announce";
import { plainText } from "@hawser/example-web-parts/markdown";
import { SignInGate, type SignInPage } from "@hawser/example-web-parts/sign-in";
import { Console } from "./console.js";
import { defaultUrl } from "./default-url.js";
import { explain } from "./line/explain.js";
import { PEER } from "./peer.js";
import { ConsoleContext } from "./view/console-context.js";
import { ConsoleView } from "./view/console-view.js";

const PAGE: SignInPage<Console> = {
  app: "hawser-console",
  title: "Hawser console",
  lead: "What your agents are doing, and what they ask of you.",
  peer: PEER,
  defaultUrl,
  begin: ({ url, token }) =>
    new Console({
      url,
      token,
      onApproval: ({ command }) => say(`Waiting for your decision: ${command}`),
      onAnswer: (text) => say(`The agent says: ${plainText(text)}`),
    }),
  explain,
};

/** The whole page: signing in, then watching. */
export function App(): VNode {
  return (
    <>
      <Announcer />
      <SignInGate page={PAGE}>
        {(console, signOut) => (
          <ConsoleContext.Provider value={console}>
            <ConsoleView onSignOut={signOut} />
          </ConsoleContext.Provider>
        )}
      </SignInGate>
    </>
  );
}
