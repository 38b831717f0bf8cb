import { signal } from "@preact/signals";
import type { AgentMessage, AnswerPhase } from "./entry.js";
import { newMessageId } from "./message-id.js";

/** What the agent says: the beginning of an answer, or the whole of something unasked. */
export function agentMessage(
  answers: string | undefined,
  phase: AnswerPhase,
  said: { readonly text: string; readonly mediaUrls: readonly string[] } = {
    text: "",
    mediaUrls: [],
  },
): AgentMessage {
  return {
    kind: "agent",
    id: newMessageId(),
    at: Date.now(),
    answers,
    text: signal(said.text),
    phase: signal(phase),
    mediaUrls: signal(said.mediaUrls),
  };
}
