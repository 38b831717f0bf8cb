import type { GatewayPort } from "../client-port.js";
import type { ChatMessage } from "../schemas/index.js";
import { matchHistory } from "./history-match.js";
import { messageText } from "./message-text.js";
import {
  askWait,
  failureOf,
  isAborted,
  isKeyed,
  readHistory,
  type RecordsOf,
  recoveryRun,
  sessionInfo,
} from "./run-records.js";

/** What the gateway says of a run that somebody else began. */
export type FollowedStanding =
  /** With another id than asked for: the restarted gateway went on in a run of that id. */
  | { readonly kind: "running"; readonly runId: string; readonly text?: string | undefined }
  | {
      readonly kind: "ended";
      readonly status: "final" | "aborted" | "error";
      readonly message?: ChatMessage | undefined;
      readonly reason?: string | undefined;
    }
  /** It is not at work, and there is no word of it. */
  | { readonly kind: "gone" }
  /** This gateway cannot tell. */
  | { readonly kind: "unknown" };

export interface FollowedInquiry extends RecordsOf {
  /** What it has said so far. */
  readonly said: string;
  /** The gateway is not the process that was at work. */
  readonly restarted: boolean;
}

/** Asks `agent.wait` and the session's history. Never starts anything. */
export async function askFollowed(
  port: GatewayPort,
  inquiry: FollowedInquiry,
): Promise<FollowedStanding> {
  const { runId, said, restarted } = inquiry;
  const wait = await askWait(port, inquiry);
  if (wait?.status === "error") return { kind: "ended", status: "error", reason: failureOf(wait) };
  const history = await readHistory(port, inquiry);
  const inFlight = history.inFlightRun ?? undefined;
  if (inFlight?.runId === runId) return { kind: "running", runId, text: inFlight.text };
  if (sessionInfo(history)?.activeRunIds?.includes(runId) === true)
    return { kind: "running", runId };
  // Nobody here knows the question's words: without keys it is the last one of the transcript.
  const verdict = matchHistory({
    messages: history.messages,
    idempotencyKey: runId,
    runIds: new Set([runId]),
    message: "",
  });
  const { reply, ended, keyed, replyRunId } = verdict;
  const isKnown = keyed === true || replyRunId === runId;
  const isLikely = said === "" ? wait?.status === "ok" : messageText(reply)?.startsWith(said);
  const isOurs = isKeyed(history) ? isKnown : isLikely === true;
  const message = isOurs ? reply : undefined;
  if (isAborted(wait)) return { kind: "ended", status: "aborted", message };
  if (wait?.status === "ok") return { kind: "ended", status: "final", message };
  if (isOurs && ended !== undefined) return { kind: "ended", message, ...ended };
  if (isOurs && reply !== undefined) return { kind: "ended", status: "final", message };
  if (!isKeyed(history)) return { kind: restarted ? "gone" : "unknown" };
  const taken = restarted ? (recoveryRun(history) ?? inFlight?.runId) : undefined;
  return taken === undefined
    ? { kind: "gone" }
    : { kind: "running", runId: taken, text: inFlight?.text };
}
