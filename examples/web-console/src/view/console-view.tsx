import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { LineBanner } from "@hawser/example-web-parts/line";
import { ActivityPane } from "./activity-pane.js";
import { ChatPane } from "./chat-pane.js";
import { useConsole } from "./console-context.js";
import { PaneNav, type Pane } from "./pane-nav.js";
import { SessionsPane } from "./sessions-pane.js";
import { TopBar } from "./top-bar.js";

/** The page once somebody is signed in. Wide, everything is side by side; on a phone, one pane at a time. */
export function ConsoleView({ onSignOut }: { readonly onSignOut: () => void }): VNode {
  const console = useConsole();
  const pane = useMemo(() => signal<Pane>("sessions"), []);
  const show = (next: Pane): void => {
    pane.value = next;
  };
  return (
    <div class="console" data-pane={pane.value}>
      {console.conversation.value !== undefined && (
        <a class="skip" href="#composer" onClick={() => show("chat")}>
          Skip to writing
        </a>
      )}
      <TopBar onSignOut={onSignOut} />
      <LineBanner
        line={console.line}
        meanwhile="What you see is how it was."
        onSignOut={onSignOut}
      />
      <main class="panes">
        <SessionsPane onOpened={() => show("chat")} />
        <ChatPane />
        <ActivityPane onOpened={() => show("chat")} />
      </main>
      <PaneNav pane={pane.value} onChange={show} />
    </div>
  );
}
