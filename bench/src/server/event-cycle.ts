import {
  agentAssistant,
  chatDelta,
  eventHead,
  health,
  sessionsChanged,
  textSteps,
} from "./shapes.js";
import { textFrame } from "./wire.js";

/** Events a client may listen to: chat deltas; or a mix that a client that only calls methods ignores. */
export type EventKind = "chat" | "other";

/** Every sequence number has seven digits, so that it can be written over in place. */
export const FIRST_SEQ = 1_000_000;
const DIGITS = 7;

/** 60 deltas of three words make a reply of about 900 characters. */
const DELTAS_A_RUN = 60;
const RUNS = 8;

/** Events ready for the wire, to be sent again and again under new sequence numbers. */
export class EventCycle {
  readonly length: number;
  readonly #bytes: Buffer;
  /** Where each event's sequence number stands, and where the event ends. */
  readonly #seqAt: readonly number[];
  readonly #endAt: readonly number[];

  constructor(kind: EventKind) {
    const frames = heads(kind).map((head) => textFrame(`${head}${FIRST_SEQ}}`));
    this.length = frames.length;
    this.#bytes = Buffer.concat(frames);
    let end = 0;
    this.#endAt = frames.map((frame) => (end += frame.length));
    this.#seqAt = this.#endAt.map((at) => at - 1 - DIGITS);
  }

  /** The first `count` events of the cycle, numbered from `seq`. */
  bytes(count: number, seq: number): Buffer {
    const copy = Buffer.from(this.#bytes.subarray(0, this.#endAt[count - 1]));
    for (let i = 0; i < count; i++) copy.write(String(seq + i), this.#seqAt[i] as number, "latin1");
    return copy;
  }
}

function heads(kind: EventKind): readonly string[] {
  return Array.from({ length: RUNS }, (_, run) => {
    const runId = `92094dba-401d-4cc4-bf3b-112fa3bd9f${String(10 + run)}`;
    return textSteps(DELTAS_A_RUN).map((step, i) => {
      if (kind === "chat") return eventHead("chat", chatDelta(runId, i + 1, step));
      if (i % 20 === 9) return eventHead("health", health.payload);
      if (i % 20 === 19) return eventHead("sessions.changed", sessionsChanged.payload);
      return eventHead("agent", agentAssistant(runId, i + 1, step));
    });
  }).flat();
}
