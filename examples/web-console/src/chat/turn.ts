import { signal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import type { Problem } from "@hawser/example-web-parts/line";
import type { Message } from "./message.js";

/** Where a turn stands. */
export type Phase =
  /** On its way, or the gateway is at it: in its words, such as `starting_model`. */
  | { readonly status: "working"; readonly doing: string }
  | { readonly status: "done" }
  | { readonly status: "stopped" }
  | { readonly status: "failed"; readonly problem: Problem };

/** A tool call within a turn. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly status: "running" | "done" | "failed";
}

/** A message and its reply while they happen; afterwards the transcript has them. */
export interface Turn {
  readonly id: string;
  /** What was asked here; undefined for a run that was started elsewhere. */
  readonly question: string | undefined;
  readonly startedAt: number;
  /** Ids of what the transcript held when it began: its own messages are none of these. */
  readonly before: ReadonlySet<string>;
  readonly text: Signal<string>;
  readonly tools: Signal<readonly ToolCall[]>;
  readonly phase: Signal<Phase>;
}

export function newTurn(about: Pick<Turn, "id" | "question" | "before">): Turn {
  return {
    ...about,
    startedAt: Date.now(),
    text: signal(""),
    tools: signal<readonly ToolCall[]>([]),
    phase: signal<Phase>({ status: "working", doing: "sent" }),
  };
}

/** Which parts of a turn the transcript does not show yet. */
export function missingParts(
  turn: Turn,
  transcript: readonly Message[],
): { readonly question: boolean; readonly answer: boolean; readonly failure: boolean } {
  const own = transcript.filter(({ id }) => !turn.before.has(id));
  const has = (from: Message["from"], text: string): boolean =>
    own.some((message) => message.from === from && message.text.trim() === text.trim());
  const { question } = turn;
  const text = turn.text.value;
  return {
    question: question !== undefined && !has("person", question),
    answer: text.trim() !== "" && !has("agent", text),
    failure: turn.phase.value.status === "failed" && !own.some(isFailure),
  };
}

function isFailure({ from, failed }: Message): boolean {
  return from === "agent" && failed;
}

/** Notes a step of a tool call. */
export function withTool(tools: readonly ToolCall[], step: ToolCall): readonly ToolCall[] {
  const known = tools.some(({ id }) => id === step.id);
  return known ? tools.map((tool) => (tool.id === step.id ? step : tool)) : [...tools, step];
}
