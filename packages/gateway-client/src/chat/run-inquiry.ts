import type { GatewayPort } from "../client-port.js";
import type { ChatHistoryResult, ChatMessage, ChatSendParams } from "../schemas/index.js";
import { type BadEnd, type HistoryVerdict, isForeign, matchHistory } from "./history-match.js";
import {
  askWait,
  failureOf,
  isAborted,
  isKeyed,
  pendingInputs,
  readHistory,
  type RecordsOf,
  recoveryRun,
  sessionInfo,
  type WaitResult,
} from "./run-records.js";

/** What the gateway says became of a run. */
export type RunStanding =
  /** `unsure`: the gateway is done with the message, but an old one may yet answer it in another run. */
  | ({ readonly kind: "ended"; readonly unsure?: boolean } & TurnEnd)
  | { readonly kind: "failed"; readonly reason: string | undefined }
  | ({ readonly kind: "running" } & RunProgress)
  /** `own`: taken, but not begun; else some message of the session is. */
  | { readonly kind: "pending"; readonly own: boolean }
  /** The run that was taken for its own answers another message. */
  | { readonly kind: "foreign" }
  /** Taken out of the line before it was begun. */
  | { readonly kind: "cancelled" }
  /** Nothing runs on the session and the transcript holds no reply; `asked`: it holds the message. */
  | { readonly kind: "idle"; readonly asked: boolean }
  /** This gateway cannot tell. `asked`: its transcript ends with the message, and maybe its reply. */
  | ({ readonly kind: "unknown" } & TranscriptEnd);

/** What is known of a run at work. */
export interface RunProgress {
  readonly runId?: string | undefined;
  /** The reply so far. */
  readonly text?: string | undefined;
}

export interface TranscriptEnd {
  readonly asked: boolean;
  readonly reply?: ChatMessage | undefined;
}

export interface TurnEnd {
  readonly message?: ChatMessage | undefined;
  /** How it ended, where not well. */
  readonly ended?: BadEnd | undefined;
}

export interface Inquiry {
  readonly params: ChatSendParams;
  readonly runIds: ReadonlySet<string>;
  readonly runId: string;
  readonly queued: boolean;
  /** The gateway is not the process that took the message. */
  readonly restarted: boolean;
  /** The gateway answered the message's key with `ok`: it is done with it, or works it in another run. */
  readonly done: boolean;
  /** Where the run at work carries another id than the message: what it has said. It may be somebody else's. */
  readonly adopted: string | undefined;
  /** When the message was first sent, by the gateway's clock, ms. */
  readonly sentAt: number | undefined;
  readonly signal: AbortSignal;
}

/** Asks agent.wait and the session's history. Never starts anything. */
export async function consultGateway(port: GatewayPort, inquiry: Inquiry): Promise<RunStanding> {
  // A queued message has no run of its own yet: agent.wait would speak of the empty one.
  const wait = inquiry.queued ? undefined : await askWait(port, recordsOf(inquiry));
  if (wait?.status === "error") return { kind: "failed", reason: failureOf(wait) };
  if (isAborted(wait)) return { kind: "cancelled" };
  const history = await readHistory(port, recordsOf(inquiry));
  const verdict = verdictOn(history, inquiry);
  // An old gateway writes the question down at the end of its turn only.
  const told = wait?.status === "ok" || isKeyed(history);
  if (inquiry.adopted !== undefined && told && isForeign(verdict, inquiry.adopted))
    return { kind: "foreign" };
  const done = !inquiry.queued && (wait?.status === "ok" || inquiry.done);
  const info = sessionInfo(history);
  if (info?.hasActiveRun === undefined) return fromOldGateway(wait, verdict, done);

  const inFlight = history.inFlightRun ?? undefined;
  if (inFlight !== undefined && inquiry.runIds.has(inFlight.runId)) {
    return { kind: "running", runId: inFlight.runId, text: inFlight.text };
  }
  if (info.activeRunIds?.some((id) => inquiry.runIds.has(id))) return { kind: "running" };
  const { reply, ended } = verdict;
  if (reply !== undefined || ended !== undefined) return { kind: "ended", message: reply, ended };
  const inputs = pendingInputs(history);
  const own = inputs.find((input) => input.runId === inquiry.params.idempotencyKey);
  if (own?.state === "cancelled") return { kind: "cancelled" };
  if (own !== undefined) return { kind: "pending", own: true };
  // A session works one turn at a time: what is at work after our question answers it.
  const elsewhere = inquiry.restarted || inquiry.queued || (done && verdict.latest === true);
  if (elsewhere && verdict.asked) {
    const runId = inFlight?.runId ?? recoveryRun(history);
    if (runId !== undefined) return { kind: "running", runId, text: inFlight?.text };
  }
  if (done) return { kind: "ended" };
  const waiting = inputs.some((input) => input.state !== "cancelled");
  if (waiting || (inquiry.queued && info.hasActiveRun)) return { kind: "pending", own: false };
  return { kind: "idle", asked: verdict.asked };
}

/** Whether the transcript holds the message, and its reply; undefined when it cannot be read. */
export async function readVerdict(
  port: GatewayPort,
  inquiry: Inquiry,
): Promise<HistoryVerdict | undefined> {
  try {
    return verdictOn(await readHistory(port, recordsOf(inquiry)), inquiry);
  } catch (error) {
    port.logger.debug("the transcript of a run could not be read", { error });
    return undefined;
  }
}

function recordsOf({ params, runId, signal }: Inquiry): RecordsOf {
  return { sessionKey: params.sessionKey, runId, signal };
}

function verdictOn({ messages }: ChatHistoryResult, inquiry: Inquiry): HistoryVerdict {
  const { message, idempotencyKey } = inquiry.params;
  const { runIds, sentAt } = inquiry;
  return matchHistory({ messages, idempotencyKey, runIds, message, sentAt });
}

/**
 * 2026.3 knows neither active runs nor keys: only agent.wait tells that a run is over, and the message
 * is known by its words. Words that others followed may be those of an earlier message, unless they
 * were written down after it was sent.
 */
function fromOldGateway(
  wait: WaitResult | undefined,
  { reply, ended, latest, fresh }: HistoryVerdict,
  done: boolean,
): RunStanding {
  const surely = wait?.status === "ok" || fresh === true;
  const over = reply !== undefined || ended !== undefined;
  if (over && (surely || (done && latest))) return { kind: "ended", message: reply, ended };
  // It was answered with nothing: a message to a busy session is, and is worked later.
  if (done) return { kind: "ended", unsure: true };
  return latest ? { kind: "unknown", asked: true, reply } : { kind: "unknown", asked: false };
}
