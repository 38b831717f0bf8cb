import type { Approval } from "@hawser/gateway-client";
import type { VNode } from "preact";
import { ApprovalCard } from "./approval-card.js";
import { Card } from "./card.js";
import { useConsole } from "./console-context.js";

/** Commands that wait for a decision, and what became of the last ones. */
export function ApprovalsCard({ onOpen }: { readonly onOpen: (key: string) => void }): VNode {
  const { approvals } = useConsole();
  const pending = approvals.pending.value;
  const settled = approvals.settled.value;
  return (
    <Card id="approvals" title="Approvals" count={pending.length} empty="Nobody waits for you.">
      <ul class="approvals">
        {pending.map((approval) => (
          <li key={approval.id}>
            <ApprovalCard approval={approval} onOpen={onOpen} />
          </li>
        ))}
      </ul>
      {settled.length > 0 && (
        <details class="more">
          <summary>Decided lately</summary>
          <ul>
            {settled.map((approval) => (
              <li key={approval.id}>
                <span class={`outcome ${outcome(approval)}`}>{outcome(approval)}</span>{" "}
                <code>{approval.command}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}

function outcome(approval: Approval): string {
  switch (approval.status) {
    case "pending":
      return "waiting";
    case "expired":
      return "expired";
    case "resolved":
      if (approval.decision === undefined) return "decided";
      return approval.decision === "deny" ? "denied" : "allowed";
  }
}
