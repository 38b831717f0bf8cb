import type { RunSummary } from "@hawser/agent-runner";
import type { Fact, Wire } from "../wires/wire.js";

/** What was asked on a wire, and what came of it. */
export interface Tally extends Pick<Wire, "label"> {
  readonly questions: readonly string[];
  readonly answers: readonly string[];
  /** How often its line came back. */
  readonly healed: number;
}

/** Whether everything that was asked on a wire was answered exactly once, in order. */
export function factsOf({ label, questions, answers, healed }: Tally): Fact[] {
  const times = questions.map(
    (question) => answers.filter((answer) => answer.includes(`"${question}"`)).length,
  );
  const lost = times.filter((count) => count === 0).length;
  const doubled = times.filter((count) => count > 1).length;
  const stray = answers.length - times.reduce((sum, count) => sum + count, 0);
  const faults = [
    lost > 0 ? `${lost} lost` : "",
    doubled > 0 ? `${doubled} doubled` : "",
    stray > 0 ? `${stray} that nobody asked for` : "",
  ].filter((fault) => fault !== "");
  return [
    {
      holds: faults.length === 0,
      fact: `${label}: ${questions.length} asked, each answered once${
        faults.length === 0 ? "" : ` (${faults.join(", ")})`
      }`,
    },
    { holds: healed === 1, fact: `${label}: its line was cut once, and came back` },
  ];
}

/** What the runner says of itself must fit what was seen. */
export function runnerFacts(summary: RunSummary, asked: number, worked: number): Fact[] {
  const { replied, failed, stopped, undelivered, released } = summary;
  const others = failed + stopped + undelivered + released;
  return [
    { holds: replied === asked, fact: `the runner replied to ${asked} (it says: ${replied})` },
    { holds: others === 0, fact: `nothing failed, was left or given up (it says: ${others})` },
    { holds: worked === asked, fact: `the agent was asked ${asked} times (it says: ${worked})` },
  ];
}
