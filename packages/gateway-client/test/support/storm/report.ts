import type { FaultProxy, TestGateway } from "@hawser/testkit";
import type { GatewayClient } from "../../../src/index.js";
import type { LogLine } from "../recording-logger.js";
import type { Holdings } from "./holdings.js";
import type { StormPlan } from "./plan.js";
import type { Ride } from "./ride.js";
import { transcriptOf } from "./verdict.js";

/** A client of a storm and the line it has to the gateway. */
export interface StormLine {
  readonly client: GatewayClient;
  readonly proxy: FaultProxy;
  readonly holdings: Holdings;
  readonly log: readonly LogLine[];
}

/** The whole state, for whoever has to find out why. */
export function report(
  plan: StormPlan,
  gateway: TestGateway,
  lines: readonly StormLine[],
  rides: readonly Ride[],
): string {
  const out = [`seed ${plan.seed}, protocol ${plan.protocol}`];
  out.push("troubles:", ...plan.troubles.map(({ at, trouble }) => `  ${at} ${json(trouble)}`));
  for (const [at, { client, proxy, log }] of lines.entries()) {
    const { state, chat } = client;
    out.push(
      `client ${at}: ${state.status}, ${chat.active} runs, ${proxy.connections} connections`,
      ...log
        .slice(-20)
        .map(({ level, message, fields }) => `  ${level} ${message} ${said(fields)}`),
    );
  }
  for (const { plan: planned, run, outcome, ended, shown, trace } of rides) {
    out.push(
      `run ${json(planned)}`,
      `  id ${run.runId}, key ${run.idempotencyKey}, ended ${json(ended)}`,
      `  text ${json(run.text)} shown ${json(shown)} outcome ${outcomeOf(outcome)}`,
      `  trace ${trace.join(" | ")}`,
    );
  }
  for (const key of new Set(rides.map(({ plan: { sessionKey } }) => sessionKey))) {
    const active = gateway.runs.active(key);
    const inputs = gateway.runs.inputs(key).map(({ state, turn }) => `${state} ${turn.message}`);
    out.push(
      `session ${key}: active ${active === undefined ? "none" : `${active.runId} ${active.message}`}`,
      `  inputs ${json(inputs)}`,
      ...transcriptOf(gateway, key).map(
        ({ role, text, runId }) => `  ${role} ${runId ?? ""} ${text}`,
      ),
    );
  }
  out.push(
    "requests:",
    ...gateway.requests.map(
      ({ at, method, params }) => `  ${at} ${method} ${method === "connect" ? "" : json(params)}`,
    ),
    "faults that struck:",
    ...gateway.faults.log.map((record) => `  ${json(record)}`),
  );
  return out.join("\n");
}

function outcomeOf(outcome: Ride["outcome"]): string {
  if (outcome === undefined) return "none";
  if (outcome.kind === "rejected") return `rejected: ${String(outcome.error)}`;
  const { status, text, error } = outcome.result;
  return `${status} ${json(text)} ${error === undefined ? "" : String(error)}`;
}

/** Errors as one line each; core's have a toJSON that would tell the stack as well. */
function said(value: unknown): string {
  const plain = (inner: unknown): unknown => {
    if (inner instanceof Error) return String(inner);
    if (typeof inner !== "object" || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, item]) => [key, plain(item)]));
  };
  return json(plain(value));
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? "undefined";
}
