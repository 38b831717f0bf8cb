import type { Approval, ApprovalDecision } from "@hawser/gateway-client";
import type { VNode } from "preact";
import { inSeconds, secondsUntil } from "@hawser/example-web-parts/line";
import { useNow } from "@hawser/example-web-parts/screen";
import { useConsole } from "./console-context.js";
import { SessionLink } from "./session-link.js";

const CHOICES: readonly { readonly decision: ApprovalDecision; readonly name: string }[] = [
  { decision: "allow-once", name: "Allow once" },
  { decision: "deny", name: "Deny" },
  // Last, for it is the one that cannot be taken back here.
  { decision: "allow-always", name: "Always allow" },
];

/** A command that waits for a decision. What runs is shown as it is, all of it. */
export function ApprovalCard(props: {
  readonly approval: Approval;
  /** Opens the session that it is for; without it that is not said. */
  readonly onOpen?: (key: string) => void;
}): VNode {
  const { approval, onOpen } = props;
  const { approvals, line } = useConsole();
  const { id, command, cwd, agentId, sessionKey, expiresAtMs, allowedDecisions } = approval;
  const deciding = approvals.deciding.value.get(id);
  const offline = line.state.value.status !== "ready";
  const off = offline || deciding?.status === "sending";
  return (
    <article class="approval" aria-label={`Decision about ${command}`}>
      <p class="approval-who">
        <b>{agentId ?? "An agent"}</b> wants to run
        {expiresAtMs !== undefined && <Expiry at={expiresAtMs} />}
      </p>
      <pre tabIndex={0} role="region" aria-label="Command">
        <code>{command === "" ? "(the gateway does not say what)" : command}</code>
      </pre>
      <p class="approval-where">
        {cwd !== undefined && (
          <>
            in <code>{cwd}</code>{" "}
          </>
        )}
        {sessionKey !== undefined && onOpen !== undefined && (
          <>
            for <SessionLink sessionKey={sessionKey} onOpen={onOpen} />
          </>
        )}
      </p>
      {deciding?.status === "failed" && (
        <p class="complaint" role="alert">
          {deciding.problem.what} {deciding.problem.help}
        </p>
      )}
      <div class="row choices">
        {CHOICES.filter(({ decision }) => allowedDecisions.includes(decision)).map(
          ({ decision, name }) => (
            <button
              key={decision}
              type="button"
              class={`small ${decision}`}
              aria-disabled={off}
              onClick={() => {
                if (!off) void approvals.decide(id, decision);
              }}
            >
              {name}
            </button>
          ),
        )}
      </div>
    </article>
  );
}

function Expiry({ at }: { readonly at: number }): VNode {
  const now = useNow(1000);
  return <span class="expiry">expires {inSeconds(secondsUntil(at, now))}</span>;
}
