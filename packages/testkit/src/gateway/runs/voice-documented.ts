import { textBlock } from "../sessions.js";
import type { RunVoice, Stage } from "./voice.js";
import type { Run } from "./run.js";

/**
 * How upstream's reference says a gateway tells of a run: `start`/`end`/`error` events, chat deltas
 * that carry only the new chunk, a `presence` event an agent, `chat.subagent`.
 */
export function voiceDocumented(stage: Stage): RunVoice {
  const chat = (run: Run, rest: Record<string, unknown>): object => ({
    runId: run.runId,
    sessionKey: run.sessionKey,
    seq: run.nextSeq(),
    ...rest,
  });
  const lifecycle = (event: "start" | "end" | "error", run: Run, rest: object = {}): void =>
    stage.broadcast(event, {
      runId: run.runId,
      sessionKey: run.sessionKey,
      agentId: run.session.agentId,
      ...rest,
    });
  const presence = (run: Run, status: "running" | "idle" | "error"): void =>
    stage.broadcast("presence", {
      agentId: run.session.agentId,
      name: run.session.agentId,
      status,
      lastInputSeconds: 0,
    });
  const whole = (run: Run): object => ({ role: "assistant", content: [textBlock(run.text)] });

  return {
    started(run) {
      lifecycle("start", run);
      presence(run, "running");
    },
    said(run, delta) {
      run.shown = run.text;
      stage.broadcast(
        "chat",
        chat(run, { state: "delta", message: { content: [textBlock(delta)] } }),
      );
    },
    toolStarted(run, call) {
      const { name, args, toolCallId } = call;
      stage.toTools("agent", {
        runId: run.runId,
        stream: "tool",
        data: { phase: "start", name, args, toolCallId },
      });
    },
    toolEnded(run, call) {
      const { name, toolCallId, isError } = call;
      stage.toTools("agent", {
        runId: run.runId,
        stream: "tool",
        data: { phase: "result", name, toolCallId, isError },
      });
    },
    waiting() {
      // The reference knows no such event.
    },
    agentEvent(run, stream, data) {
      if (stream !== "subagent") return;
      stage.broadcast("chat.subagent", { sessionKey: run.sessionKey, ...data });
    },
    spoken() {
      // The reference says nothing of it.
    },
    finished(run) {
      const usage = { input: 11, output: 7, totalTokens: 18 };
      const message = stage.options.finalMessage ? { message: whole(run) } : {};
      stage.terminal(run, chat(run, { state: "final", ...message, usage }));
      lifecycle("end", run);
      presence(run, "idle");
    },
    aborted(run) {
      stage.terminal(run, chat(run, { state: "aborted" }));
      lifecycle("end", run);
      presence(run, "idle");
    },
    afterAbort() {
      // Nothing follows.
    },
    failed(run, failure) {
      stage.terminal(run, chat(run, { state: "error", errorMessage: failure.message }));
      lifecycle("error", run, { error: failure.message });
      presence(run, "error");
    },
    deferred() {
      // A message to a busy session simply waits its turn.
    },
    resumed() {
      // The reference knows no steering.
    },
    interrupted() {
      // The reference knows no queue modes.
    },
    injected(runId, sessionKey, _agentId, message) {
      stage.broadcast("chat", { runId, sessionKey, seq: 0, state: "final", message });
    },
  };
}
