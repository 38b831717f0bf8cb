import type { VNode } from "preact";
import type { LineState } from "../line/line-state.js";
import { useConsole } from "./console-context.js";
import { Mark } from "./rope.js";
import { ThemeButton } from "./theme-button.js";

const WORDS: Readonly<Record<LineState["status"], string>> = {
  connecting: "connecting",
  ready: "connected",
  waiting: "no line",
  closed: "given up",
};

/** Above everything: which gateway, and how the line is. */
export function TopBar({ onSignOut }: { readonly onSignOut: () => void }): VNode {
  const { line } = useConsole();
  const { status } = line.state.value;
  return (
    <header class="top">
      <Mark size={28} />
      <h1>Hawser console</h1>
      <p class={`line-state ${status}`}>
        {WORDS[status]} <span class="host">{line.host}</span>
      </p>
      <ThemeButton />
      <button type="button" class="small" onClick={onSignOut}>
        Sign out
      </button>
      {/* The line itself: it lies still while it holds, and is slack while it does not. */}
      <i class={`rope ${status}`} aria-hidden="true" />
    </header>
  );
}
