import { runAgent, type RunnerEvent, type RunSummary } from "@hawser/agent-runner";
import { bosunAgent } from "../bosun.js";
import type { Board } from "../screen/board.js";
import { gatewayWire } from "../wires/gateway-session.js";
import { groupchatWire } from "../wires/groupchat.js";
import { gruprWire } from "../wires/grupr.js";
import { webChannelWire } from "../wires/web-channel.js";
import type { Fact, Wire } from "../wires/wire.js";
import { QUESTIONS } from "./questions.js";
import { factsOf, runnerFacts } from "./score.js";
import { WireScript } from "./wire-script.js";

/** Where in an answer the line is cut. */
const MIDDLE = 0.5;

/** How long the agent may go on when the script has ended before its time, ms. */
const DRAIN_MS = 1000;

/** What {@link play} can be told. */
export interface PlayOptions {
  readonly board: Board;
  /** The agent's words. Default: the bosun's own. */
  readonly answer?: (question: string) => string;
}

/**
 * Four wires, one agent: everybody asks at once, then each line is cut in the middle of an answer and
 * more is asked while it is down.
 *
 * @returns the exit code: 1 when a message was lost or doubled.
 */
export async function play({ board, answer }: PlayOptions): Promise<number> {
  const scripts = new Map<string, WireScript>();
  const byQuestion = (question: string): WireScript | undefined =>
    [...scripts.values()].find((script) => script.questions.includes(question));
  let worked = 0;
  const bosun = bosunAgent({
    ...(answer && { answer }),
    onText: (question, text, share) => {
      const script = byQuestion(question);
      if (share === 1) worked += 1;
      script?.spoke(question, text, share >= MIDDLE);
    },
  });
  board.title("Four wires, one agent, and lines that do not break");
  const gateway = await gatewayWire(bosun);
  const wires: Wire[] = [gateway];
  const leave = new AbortController();
  const facts: Fact[] = [];
  let running: Promise<RunSummary> | undefined;
  try {
    for (const open of [gruprWire, groupchatWire, webChannelWire]) wires.unshift(await open());
    board.open(wires);
    for (const wire of wires) scripts.set(wire.name, new WireScript(wire, board));
    running = runAgent({
      source: wires.map((wire) => wire.source),
      agent: gateway.agent,
      concurrency: wires.length,
      signal: leave.signal,
      drainMs: DRAIN_MS,
      observe: (event: RunnerEvent) => {
        if (event.type === "ended") scripts.get(event.task.source)?.ended(event);
      },
    });
    const scenes = async (): Promise<void> => {
      const all = [...scripts.values()];
      await Promise.all(all.map((script) => script.wire.listening()));
      board.scene("Everybody asks at once");
      await Promise.all(all.map((script) => script.calm(QUESTIONS)));
      board.scene("Every line is cut while the agent speaks, and more is asked");
      await Promise.all(all.map((script) => script.storm(QUESTIONS)));
    };
    await Promise.race([scenes(), running]);
    leave.abort();
    const summary = await running;
    const tallies = [...scripts.values()].map((script) => script.tally());
    facts.push(
      ...tallies.flatMap((tally) => factsOf(tally)),
      ...wires.flatMap((wire) => wire.facts?.() ?? []),
      ...runnerFacts(summary, tallies.flatMap(({ questions }) => questions).length, worked),
    );
  } catch (error) {
    facts.push({ holds: false, fact: error instanceof Error ? error.message : String(error) });
  } finally {
    leave.abort();
    await running?.catch(() => undefined);
    board.still();
    for (const wire of wires) await wire.close();
  }
  board.scene("How it went");
  for (const { holds, fact } of facts) board.check(holds, fact);
  const failures = facts.filter(({ holds }) => !holds).map(({ fact }) => fact);
  board.end(failures, facts.length);
  return failures.length === 0 ? 0 : 1;
}
