import { useMedia } from "@hawser/example-web-parts/screen";
import type { ComponentChildren, VNode } from "preact";
import { useConsole } from "./console-context.js";
import { ChatIcon, ListIcon, PulseIcon } from "./icons.js";

/** The parts of the page, where there is not room for all of them. */
export type Pane = "sessions" | "chat" | "activity";

/** From here on the list of sessions is always in view, beside one of the other parts. */
const LIST_STAYS = "(min-width: 761px)";

/** Below the page on small screens: which part is shown. */
export function PaneNav(props: {
  readonly pane: Pane;
  readonly onChange: (pane: Pane) => void;
}): VNode {
  const waiting = useConsole().approvals.pending.value.length;
  const listStays = useMedia(LIST_STAYS);
  // Who has not gone anywhere yet has the chat beside the list.
  const current = listStays && props.pane === "sessions" ? "chat" : props.pane;
  const tab = (pane: Pane, name: string, icon: ComponentChildren, note?: VNode): VNode => (
    <button
      type="button"
      class="quiet"
      aria-current={current === pane ? "page" : undefined}
      onClick={() => props.onChange(pane)}
    >
      {icon}
      <span>{name}</span>
      {note}
    </button>
  );
  return (
    <nav class="pane-nav" aria-label="Parts of the page">
      {!listStays && tab("sessions", "Sessions", <ListIcon />)}
      {tab("chat", "Chat", <ChatIcon />)}
      {tab(
        "activity",
        "Activity",
        <PulseIcon />,
        waiting === 0 ? undefined : (
          <span class="badge">
            {waiting}
            <span class="visually-hidden"> waiting for your decision</span>
          </span>
        ),
      )}
    </nav>
  );
}
