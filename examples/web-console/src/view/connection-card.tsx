import type { VNode } from "preact";
import { useNow } from "@hawser/example-web-parts/screen";
import { Card } from "./card.js";
import { useConsole } from "./console-context.js";
import { ago } from "./duration.js";
import { Lasting } from "./lasting.js";

/** How the line and the gateway are. */
export function ConnectionCard(): VNode {
  const { line, health } = useConsole();
  const hello = line.hello.value;
  const since = line.since.value;
  const { missingScopes } = line;
  return (
    <Card id="connection" title="Connection">
      <dl class="facts">
        <dt>Gateway</dt>
        <dd>
          {line.host}
          {hello !== undefined && `, ${hello.server.version}, protocol ${hello.protocol}`}
        </dd>
        <dt>Connected</dt>
        <dd>{since === undefined ? "not now" : <Lasting since={since} />}</dd>
        <dt>Reconnects</dt>
        <dd>{line.reconnects}</dd>
        <dt>Missed events</dt>
        <dd>{line.missedEvents.value}</dd>
        {missingScopes.length > 0 && (
          <>
            <dt>Not granted</dt>
            <dd>{missingScopes.join(", ")}</dd>
          </>
        )}
        <Findings />
      </dl>
      <button type="button" class="small" onClick={() => void health.look()}>
        Look now
      </button>
    </Card>
  );
}

function Findings(): VNode | null {
  const seen = useConsole().health.health.value;
  const now = useNow(15_000);
  if (seen.status === "unknown") return null;
  return (
    <>
      <dt>Round trip</dt>
      <dd>{seen.roundTripMs} ms</dd>
      {seen.findings.map(({ name, is }) => [
        <dt key={name}>{name}</dt>,
        <dd key={`${name} is`} class={is.ok ? undefined : "field-problem"}>
          {is.ok ? is.text : is.problem.what}
        </dd>,
      ])}
      <dt>Looked at</dt>
      <dd>{now - seen.at < 60_000 ? "just now" : `${ago(now - seen.at)} ago`}</dd>
    </>
  );
}
