import { useMedia } from "@hawser/example-web-parts/screen";
import type { VNode } from "preact";
import { ApprovalCard } from "./approval-card.js";
import { useConsole } from "./console-context.js";

/** Here the activity is out of sight while one reads. */
const ACTIVITY_AWAY = "(max-width: 1120px)";

/** What the agent of the open session waits for, where the list of approvals is out of sight. */
export function AskedHere({ sessionKey }: { readonly sessionKey: string }): VNode | null {
  const { approvals } = useConsole();
  const away = useMedia(ACTIVITY_AWAY);
  const here = approvals.pending.value.filter((approval) => approval.sessionKey === sessionKey);
  if (!away || here.length === 0) return null;
  return (
    <ul class="asked-here" aria-label="Waiting for your decision">
      {here.map((approval) => (
        <li key={approval.id}>
          <ApprovalCard approval={approval} />
        </li>
      ))}
    </ul>
  );
}
