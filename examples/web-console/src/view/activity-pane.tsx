import type { VNode } from "preact";
import { AgentsCard } from "./agents-card.js";
import { ApprovalsCard } from "./approvals-card.js";
import { ConnectionCard } from "./connection-card.js";
import { useConsole } from "./console-context.js";
import { RunsCard } from "./runs-card.js";
import { SubagentsCard } from "./subagents-card.js";

/** What is going on, what is asked, who is there, and how the line is. */
export function ActivityPane({ onOpened }: { readonly onOpened: () => void }): VNode {
  const console = useConsole();
  const open = (key: string): void => {
    console.open(key);
    onOpened();
  };
  return (
    <section class="pane activity" aria-label="Activity">
      <ApprovalsCard onOpen={open} />
      <RunsCard onOpen={open} />
      <SubagentsCard onOpen={open} />
      <AgentsCard />
      <ConnectionCard />
    </section>
  );
}
