import type { TestGateway } from "@hawser/testkit";
import { HawserError } from "../../../src/index.js";
import type { StormPlan } from "./plan.js";
import type { Ride } from "./ride.js";

interface Line {
  readonly role: string;
  readonly text: string;
  readonly runId: string | undefined;
}

/** What the gateway wrote down of a session. */
export function transcriptOf(gateway: TestGateway, sessionKey: string): Line[] {
  return (gateway.sessions.get(sessionKey)?.transcript ?? []).map(({ role, content, runId }) => ({
    role: role ?? "mark",
    text: content.map((block) => ("text" in block ? String(block.text) : "")).join(""),
    runId,
  }));
}

/** What did not hold. */
export function verdictOn(plan: StormPlan, gateway: TestGateway, rides: readonly Ride[]): string[] {
  const faults: string[] = [];
  // On protocol 3 a run that dies with its gateway leaves its question, and has to be asked again.
  const deaths = plan.troubles.filter(({ trouble }) => trouble.kind === "restart").length;
  const mayBeAsked = plan.protocol === 3 ? 1 + deaths : 1;
  for (const ride of rides) {
    const { name, sessionKey, message, reply, abort } = ride.plan;
    faults.push(...wrongOutcome(plan, ride).map((fault) => `${name}: ${fault}`));
    const lines = transcriptOf(gateway, sessionKey);
    const asked = lines.filter(
      ({ role, text }) => role === "user" && text.endsWith(message),
    ).length;
    const answered = lines.filter(
      ({ role, text }) => role === "assistant" && text === reply,
    ).length;
    if (asked > mayBeAsked) faults.push(`${name}: asked ${asked} times`);
    // What was aborted may be written down twice: as it was when it was stopped, and with its turn.
    if (answered > 1 && reply !== "" && abort === undefined)
      faults.push(`${name}: worked ${answered} times`);
    if (asked === 0 && isFinal(ride)) faults.push(`${name}: answered, but never asked`);
  }
  return faults;
}

function isFinal({ outcome }: Ride): boolean {
  return outcome?.kind === "resolved" && outcome.result.status === "final";
}

function wrongOutcome(plan: StormPlan, { plan: planned, outcome, shown }: Ride): string[] {
  if (outcome === undefined) return ["has no outcome"];
  if (outcome.kind === "rejected") {
    const code = outcome.error instanceof HawserError ? outcome.error.code : "none";
    return code === "CLOSED" && plan.closesEarly ? [] : [`rejected with ${code}`];
  }
  const { status, text } = outcome.result;
  const wrong: string[] = [];
  if (shown !== undefined && shown !== text) wrong.push(`shows ${shown}, is ${text}`);
  switch (status) {
    case "final":
      if (planned.fails) wrong.push("failed at the gateway, yet is final");
      if (text !== planned.reply) wrong.push(`says "${text}" instead of "${planned.reply}"`);
      return wrong;
    case "aborted":
      if (planned.abort === undefined) wrong.push("aborted by nobody");
      if (!planned.reply.startsWith(text)) wrong.push(`aborted, with the text "${text}"`);
      return wrong;
    case "error":
      if (!planned.fails && (planned.timeoutMs === undefined || plan.protocol === 3))
        wrong.push(`ended with ${String(outcome.result.error)}`);
      return wrong;
    default:
      return status satisfies never;
  }
}
