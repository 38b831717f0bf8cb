import type { ChatHistoryResult } from "@hawser/gateway-client";
import type { SessionMessage } from "./session-messages.js";

/** What 2026.9 tells of a run that is going on. */
interface RunEvent {
  readonly stream?: unknown;
  readonly data?: { readonly phase?: unknown } | null;
}

/**
 * Whether a run of the session's own agent prepares itself, or is about to. A gateway (2026.9) fails a run
 * whose transcript changes before its model is asked; after that it does no harm. Older ones say nothing
 * here, and do not mind.
 *
 * @returns `"soon"` when only the transcript says so: a message without an answer, whose run may have
 * failed as well.
 */
export function isPreparing(
  { inFlightRun: run }: Pick<ChatHistoryResult, "inFlightRun">,
  messages: readonly SessionMessage[],
): boolean | "soon" {
  if (run === undefined || run === null) {
    const last = messages.findLast(
      ({ speaker, role }) => role === "user" || speaker.kind === "agent",
    );
    return last?.role === "user" && last.raw.__openclaw?.id !== undefined ? "soon" : false;
  }
  if ((run.text ?? "") !== "") return false;
  const { events: told } = run as { readonly events?: unknown };
  const events = Array.isArray(told) ? (told as readonly (RunEvent | null)[]) : [];
  const status = events.findLast((event) => event?.stream === "run_status");
  return status === undefined ? events.length === 0 : status?.data?.phase !== "starting_model";
}
