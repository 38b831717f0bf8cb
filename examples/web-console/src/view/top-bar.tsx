import type { VNode } from "preact";
import { LineStatus, Rope } from "@hawser/example-web-parts/line";
import { Mark } from "@hawser/example-web-parts/controls";
import { ThemeButton } from "@hawser/example-web-parts/theme";
import { useConsole } from "./console-context.js";

/** Above everything: which gateway, and how the line is. */
export function TopBar({ onSignOut }: { readonly onSignOut: () => void }): VNode {
  const { line } = useConsole();
  const { status } = line.state.value;
  return (
    <header class="top">
      <Mark size={28} />
      <h1>Hawser console</h1>
      <LineStatus status={status} host={line.host} />
      <ThemeButton />
      <button type="button" class="small" onClick={onSignOut}>
        Sign out
      </button>
      <Rope status={status} />
    </header>
  );
}
