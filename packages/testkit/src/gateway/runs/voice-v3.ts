import { assistantMessage, type RunVoice, type Stage } from "./voice.js";
import type { Run } from "./run.js";

/** How 2026.3.2 tells of a run: cumulative chat deltas, at most one per throttle window. */
export function voiceV3(stage: Stage): RunVoice {
  const { clock, chatThrottleMs, finalMessage } = stage.options;
  const agentPayload = (run: Run, stream: string, data: unknown): object => ({
    runId: run.runId,
    stream,
    data,
    sessionKey: run.sessionKey,
    seq: run.nextSeq(),
    ts: clock.now(),
  });
  const agent = (run: Run, stream: string, data: unknown): void =>
    stage.broadcast("agent", agentPayload(run, stream, data));
  const chat = (run: Run, rest: Record<string, unknown>, seq = run.seq): object => ({
    runId: run.runId,
    sessionKey: run.sessionKey,
    seq,
    ...rest,
  });
  const withText = (run: Run): object =>
    run.text ? { message: assistantMessage(run.text, clock.now()) } : {};

  return {
    started: (run) => agent(run, "lifecycle", { phase: "start", startedAt: clock.now() }),
    said(run, delta) {
      agent(run, "assistant", { text: run.text, delta });
      const now = clock.now();
      if (now - run.lastChatAt < chatThrottleMs) return;
      run.lastChatAt = now;
      run.shown = run.text;
      const message = assistantMessage(run.text, now);
      stage.broadcast("chat", chat(run, { state: "delta", message }));
    },
    toolStarted(run, call) {
      const data = {
        phase: "start",
        name: call.name,
        toolCallId: call.toolCallId,
        args: call.args,
      };
      stage.toTools("agent", agentPayload(run, "tool", data));
    },
    toolEnded(run, call) {
      const meta = Object.values(call.args).map(String).join(" ");
      const data = {
        phase: "result",
        name: call.name,
        toolCallId: call.toolCallId,
        meta,
        isError: call.isError,
      };
      stage.toTools("agent", agentPayload(run, "tool", data));
    },
    waiting() {
      // 2026.3.2 ends the turn instead of waiting for an approval.
    },
    agentEvent: agent,
    spoken() {
      // Protocol 3 says nothing of it.
    },
    finished(run) {
      agent(run, "lifecycle", { phase: "end", endedAt: clock.now() });
      stage.terminal(run, chat(run, { state: "final", ...(finalMessage ? withText(run) : {}) }));
    },
    aborted(run, stopReason) {
      const rest = { state: "aborted", stopReason, ...withText(run) };
      stage.terminal(run, chat(run, rest, run.seq + 1));
    },
    afterAbort() {
      // Nothing follows on protocol 3.
    },
    failed(run, failure) {
      agent(run, "lifecycle", { phase: "error", error: failure.message, endedAt: clock.now() });
      stage.terminal(run, chat(run, { state: "error", errorMessage: failure.message }));
    },
    deferred({ runId, session }) {
      stage.broadcast("chat", { runId, sessionKey: session.key, seq: 1, state: "final" });
    },
    resumed() {
      // Protocol 3 never steers.
    },
    interrupted() {
      // Protocol 3 knows no queue modes.
    },
    injected(runId, sessionKey, _agentId, message) {
      stage.broadcast("chat", { runId, sessionKey, seq: 0, state: "final", message });
    },
  };
}
