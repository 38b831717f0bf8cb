import { readFileSync } from "node:fs";

/** A frame as a gateway sent it. */
export interface RecordedEvent {
  readonly type: "event";
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly seq?: number;
}

/** Frames and payloads of one real OpenClaw 2026.9.6 gateway, ids and paths replaced. */
export interface Recorded {
  readonly challenge: RecordedEvent;
  readonly hello: Readonly<Record<string, unknown>>;
  readonly chatDelta: RecordedEvent;
  readonly chatFinal: RecordedEvent;
  readonly agentAssistant: RecordedEvent;
  readonly health: RecordedEvent;
  readonly sessionsChanged: RecordedEvent;
  /** Payload of an answer to `chat.history`. */
  readonly history: Readonly<Record<string, unknown>>;
}

export function readRecorded(): Recorded {
  const file = new URL("../../fixtures/recorded-2026.9.6.json", import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Recorded;
}
