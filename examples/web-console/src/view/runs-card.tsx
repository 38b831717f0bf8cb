import type { Run } from "@hawser/gateway-client";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { explain } from "../line/explain.js";
import { Card } from "./card.js";
import { useConsole } from "./console-context.js";
import { duration } from "./duration.js";
import { Lasting } from "./lasting.js";
import { SessionLink } from "./session-link.js";

/** Runs in flight, whoever began them, and how the last ones ended. */
export function RunsCard({ onOpen }: { readonly onOpen: (key: string) => void }): VNode {
  const { runs } = useConsole();
  const active = runs.active.value;
  const recent = runs.recent.value;
  return (
    <Card id="runs" title="Live runs" count={active.length} empty="All is quiet.">
      <ul class="lines">
        {active.map((run) => (
          <LiveRun key={run.runId} run={run} onOpen={onOpen} />
        ))}
      </ul>
      {recent.length > 0 && (
        <details class="more">
          <summary>Ended lately</summary>
          <ul class="lines">
            {recent.map((run) => (
              <li key={run.runId}>
                <span class={`outcome ${run.status}`}>{run.status}</span>
                <span class="what">
                  {run.sessionKey !== undefined && (
                    <SessionLink sessionKey={run.sessionKey} onOpen={onOpen} />
                  )}
                </span>
                {run.status !== "running" && (
                  <span class="lasting">{duration(run.endedAt - run.startedAt)}</span>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}

function LiveRun(props: { readonly run: Run; readonly onOpen: (key: string) => void }): VNode {
  const { run, onOpen } = props;
  const { runs } = useConsole();
  const [complaint, setComplaint] = useState("");
  const stop = async (): Promise<void> => {
    setComplaint("");
    try {
      await runs.stop(run);
    } catch (error) {
      setComplaint(explain(error).what);
    }
  };
  const phase = run.status === "running" ? run.phase : undefined;
  return (
    <li class="live-run">
      <i class="working" aria-hidden="true" />
      <span class="what">
        {run.sessionKey === undefined ? (
          (run.agentId ?? "a run")
        ) : (
          <SessionLink sessionKey={run.sessionKey} onOpen={onOpen} />
        )}
        <span class="soft">
          {[run.agentId, phase?.replaceAll(/[_-]/g, " ")].filter(Boolean).join(" · ")}
        </span>
        {complaint !== "" && (
          <span class="field-problem" role="alert">
            {complaint}
          </span>
        )}
      </span>
      <Lasting since={run.startedAt} />
      {run.sessionKey !== undefined && (
        <button type="button" class="small" onClick={() => void stop()}>
          Stop<span class="visually-hidden"> this run of {run.agentId ?? "the agent"}</span>
        </button>
      )}
    </li>
  );
}
