import { type Recorded, type RecordedEvent, readRecorded } from "./recorded.js";

const WORDS = "the rope holds while tide and wind turn around her at the long quay tonight".split(
  " ",
);

const recorded: Recorded = readRecorded();

/** The same words every time: `count` of them, two a delta on average in what gateways send. */
export function words(count: number): string {
  return Array.from({ length: count }, (_, i) => WORDS[(i * 7) % WORDS.length]).join(" ");
}

/** Where a run stands after `step` of its deltas: what is new, and all so far. */
export interface TextStep {
  readonly delta: string;
  readonly text: string;
}

const WORDS_A_DELTA = 3;

/** A reply that grows by three words (about 15 characters) a delta. */
export function textSteps(deltas: number): readonly TextStep[] {
  const steps: TextStep[] = [];
  let text = "";
  for (let i = 0; i < deltas; i++) {
    const start = i * WORDS_A_DELTA;
    const part = Array.from(
      { length: WORDS_A_DELTA },
      (_, w) => WORDS[((start + w) * 7) % WORDS.length],
    ).join(" ");
    const delta = i === 0 ? part : ` ${part}`;
    text += delta;
    steps.push({ delta, text });
  }
  return steps;
}

/** A chat delta of protocol 4 in the recorded key order. */
export function chatDelta(runId: string, seq: number, step: TextStep): object {
  const { payload } = recorded.chatDelta;
  const message = payload.message as Readonly<Record<string, unknown>>;
  return {
    ...payload,
    runId,
    seq,
    deltaText: step.delta,
    message: { ...message, content: [{ type: "text", text: step.text }] },
  };
}

export function chatFinal(runId: string, seq: number, text: string): object {
  const { payload } = recorded.chatFinal;
  const message = payload.message as Readonly<Record<string, unknown>>;
  return { ...payload, runId, seq, message: { ...message, content: [{ type: "text", text }] } };
}

/** The agent event that goes with each chat delta. */
export function agentAssistant(runId: string, seq: number, step: TextStep): object {
  const { payload } = recorded.agentAssistant;
  const data = payload.data as Readonly<Record<string, unknown>>;
  return { ...payload, runId, data: { ...data, text: step.text, delta: step.delta }, seq };
}

/** The text of an event frame without its sequence number: `…,"seq":` and `}` go around that. */
export function eventHead(event: string, payload: object): string {
  return `${JSON.stringify({ type: "event", event, payload }).slice(0, -1)},"seq":`;
}

export const challengeText: string = JSON.stringify(recorded.challenge);
export const helloText: string = JSON.stringify(recorded.hello);
export const historyText: string = JSON.stringify(recorded.history);
export const health: RecordedEvent = recorded.health;
export const sessionsChanged: RecordedEvent = recorded.sessionsChanged;
