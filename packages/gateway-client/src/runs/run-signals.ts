import { compact, record, text, type Json } from "../compat/records.js";
import type { RunOutcome } from "./run.js";

/** What an event says about a run, whichever event it was. */
export interface RunSignal {
  readonly runId?: string;
  readonly sessionKey?: string;
  readonly agentId?: string;
  readonly news:
    /** It begins. */
    | { readonly type: "start" }
    /** It is alive; an unknown run is one that began before we listened. */
    | { readonly type: "alive"; readonly phase?: string }
    /** Something about it that may also come after its end. */
    | { readonly type: "note"; readonly phase?: string }
    /** `certain`: nothing of this run follows. Lifecycle ends are not: a retry keeps the run id. */
    | { readonly type: "end"; readonly outcome: RunOutcome; readonly certain: boolean };
  /** The end may stand for a run known by another id: match by session. */
  readonly bySession?: true;
}

/** `chat` events. */
export function chatSignal(payload: unknown): RunSignal | undefined {
  const event = record(payload);
  const end = (outcome: RunOutcome): RunSignal => ({
    ...identity(event),
    news: { type: "end", outcome, certain: true },
  });
  switch (event["state"]) {
    case "delta":
      return { ...identity(event), news: { type: "alive" } };
    case "status":
      return { ...identity(event), news: { type: "alive", ...phase(event) } };
    case "final":
      return end({ status: "done" });
    case "aborted":
      return end({ status: "aborted" });
    case "error":
      return end({ status: "error", ...reason(event["errorMessage"]) });
    default:
      return undefined;
  }
}

/** `agent` events: the life of a run on real gateways. */
export function agentSignal(payload: unknown): RunSignal | undefined {
  const event = record(payload);
  const data = record(event["data"]);
  const who = identity(event);
  if (event["stream"] !== "lifecycle") {
    return {
      ...who,
      news: { type: "alive", ...(event["stream"] === "run_status" ? phase(data) : {}) },
    };
  }
  switch (data["phase"]) {
    case "start":
      return { ...who, news: { type: "start" } };
    case "end":
      return {
        ...who,
        news: {
          type: "end",
          outcome: { status: data["aborted"] === true ? "aborted" : "done" },
          certain: false,
        },
      };
    case "error": {
      const outcome: RunOutcome =
        data["aborted"] === true
          ? { status: "aborted" }
          : { status: "error", ...reason(data["error"]) };
      return { ...who, news: { type: "end", outcome, certain: false } };
    }
    default:
      return { ...who, news: { type: "note", ...phase(data) } };
  }
}

/** The documented `start`, `end` and `error` events. */
export function lifecycleSignal(event: "start" | "end" | "error", payload: unknown): RunSignal {
  const fields = record(payload);
  const who = identity(fields);
  if (event === "start") return { ...who, news: { type: "start" } };
  const outcome: RunOutcome =
    event === "end"
      ? { status: "done" }
      : { status: "error", ...reason(fields["error"], fields["errorMessage"], fields["message"]) };
  return { ...who, bySession: true, news: { type: "end", outcome, certain: true } };
}

function identity(event: Json): { runId?: string; sessionKey?: string; agentId?: string } {
  return compact({
    runId: text(event["runId"]),
    sessionKey: text(event["sessionKey"]),
    agentId: text(event["agentId"]),
  });
}

function phase(data: Json): { phase?: string } {
  return compact({ phase: text(data["phase"]) });
}

function reason(...values: unknown[]): { error?: string } {
  return compact({ error: text(...values) });
}
