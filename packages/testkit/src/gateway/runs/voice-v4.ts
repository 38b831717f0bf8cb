import type { AgentFailure } from "../agent.js";
import type { GatewayModel } from "../options.js";
import { terminalReply } from "./receipt.js";
import type { Run } from "./run.js";
import { assistantMessage, type RunVoice, type Stage } from "./voice.js";
import { type AgentSpeaker, toolEnded, toolStarted } from "./voice-v4-tools.js";

type Data = Readonly<Record<string, unknown>>;

/** Runs that `chat.send` asked for, at once or after a wait. */
const isReply = (run: Run): boolean => run.origin === "chat" || run.origin === "followup";

const observation = (model: GatewayModel): Data => ({
  provider: model.provider,
  model: model.id,
  failoverReason: "format",
  providerRuntimeFailureKind: "schema",
});

/** How 2026.9.6 tells of a run: startup phases, deltaText beside the snapshot, usage, receipts. */
export function voiceV4(stage: Stage): RunVoice {
  const { clock, chatThrottleMs, finalMessage, models } = stage.options;
  const [model] = models;

  const agentPayload = (run: Run, stream: string, data: Data, seq = run.nextSeq()): Data => ({
    runId: run.runId,
    sessionKey: run.sessionKey,
    ...(stream === "lifecycle" ? { sessionId: run.session.sessionId } : {}),
    agentId: run.session.agentId,
    stream,
    data,
    seq,
    ts: clock.now(),
    ...(isReply(run) ? { isHeartbeat: false } : {}),
  });
  const agent = (run: Run, stream: string, data: Data, seq?: number): void =>
    stage.broadcast("agent", agentPayload(run, stream, data, seq));
  // Replies to messages that waited are delivered by another way, which their events name.
  const source = (run: Run): Data =>
    run.origin === "followup" ? { completionSource: "reply-dispatch" } : {};
  const lifecycle = (run: Run, phase: string, data: Data = {}): void =>
    agent(run, "lifecycle", { phase, ...data, ...source(run) });
  const modelInUse = (run: Run): void =>
    lifecycle(run, "model", { provider: model.provider, model: model.id });
  const modelLeft = (run: Run): void => {
    const payload = agentPayload(run, "lifecycle", {
      phase: "model",
      provider: null,
      model: null,
      ...source(run),
    });
    stage.broadcast("agent", isReply(run) ? { ...payload, lane: "main" } : payload);
  };
  const chat = (run: Run, seq: number, rest: Data): Data => ({
    runId: run.runId,
    sessionKey: run.sessionKey,
    agentId: run.session.agentId,
    seq,
    ...rest,
  });
  const withText = (run: Run): Data =>
    run.text ? { message: assistantMessage(run.text, clock.now()) } : {};
  const startup = (run: Run, phase: string): void => {
    if (!isReply(run)) return;
    const seq = run.nextSeq();
    if (run.origin === "chat") {
      stage.broadcast("chat", chat(run, seq, { state: "status", phase }));
    }
    agent(run, "run_status", { phase }, seq);
  };
  const showDelta = (run: Run, replaced: boolean): void => {
    run.lastChatAt = clock.now();
    const grew = !replaced && run.text.startsWith(run.shown);
    const deltaText = grew ? run.text.slice(run.shown.length) : run.text;
    run.shown = run.text;
    const message = assistantMessage(run.text, clock.now());
    const replace = grew ? {} : { replace: true };
    stage.broadcast("chat", chat(run, run.seq, { state: "delta", deltaText, ...replace, message }));
  };
  /** 2026.9.6 gathers what a model says in quick succession into one event. */
  const sayGathered = (run: Run): void => {
    stopGathering(run);
    if (run.outcome.status === "error" || run.outcome.status === "aborted") return;
    const delta = run.part.startsWith(run.said) ? run.part.slice(run.said.length) : run.part;
    if (delta === "") return;
    const first = run.said === "";
    run.said = run.part;
    run.lastSaidAt = clock.now();
    agent(run, "assistant", { text: run.part, delta, itemId: `${run.itemId}:${run.partNumber}` });
    if (clock.now() - run.lastChatAt >= chatThrottleMs) showDelta(run, false);
    if (first) stage.changed(run, { phase: "model", runId: run.runId });
  };
  const stopGathering = (run: Run): void => {
    clock.clearTimeout(run.gathering);
    run.gathering = undefined;
  };
  const tools: AgentSpeaker = {
    agent,
    tool(run, data, withSession) {
      const payload = agentPayload(run, "tool", data);
      stage.toTools("agent", withSession ? { ...stage.sessionFields(run), ...payload } : payload);
    },
  };
  const reply = (run: Run): Data => terminalReply(run, model);
  const error = (run: Run, failure: AgentFailure, detail: Data): void => {
    const kind = failure.kind ? { errorKind: failure.kind } : {};
    const errorMessage = failure.message;
    stage.terminal(run, chat(run, run.seq, { state: "error", errorMessage, ...kind, ...detail }));
    // 2026.9.6 tells of a failure twice: once for the run, once for the dispatch that started it.
    const again =
      failure.kind === "timeout" ? errorMessage : `⚠️ Agent failed before reply: ${errorMessage}`;
    const { runId, sessionKey } = run;
    stage.terminal(run, { runId, sessionKey, seq: 1, state: "error", errorMessage: again });
  };
  const timedOut = (run: Run, failure: AgentFailure): void => {
    modelInUse(run);
    modelLeft(run);
    lifecycle(run, "error", {
      endedAt: clock.now(),
      startedAt: run.startedAt,
      error: failure.message,
      ...reply(run),
      timeoutPhase: "provider",
      providerStarted: true,
      aborted: false,
      livenessState: "paused",
      replayInvalid: true,
      executionSettled: true,
    });
    error(run, failure, {});
  };

  const promptFinal = (run: Run): Data => {
    const rest = { state: "final", stopReason: "stop", ...(finalMessage ? withText(run) : {}) };
    return chat(run, run.seq, rest);
  };
  /** The final of a reply that had to wait names no agent and carries more in its message. */
  const lateFinal = (run: Run): Data => {
    const { runId, sessionKey, text } = run;
    const usage = { input: 0, output: 0, totalTokens: 0 };
    const message = { ...assistantMessage(text, clock.now()), text, stopReason: "stop", usage };
    return {
      runId,
      sessionKey,
      seq: run.nextSeq(),
      state: "final",
      ...(finalMessage ? { message } : {}),
      stopReason: "stop",
    };
  };

  return {
    started(run) {
      startup(run, "preparing_workspace");
      startup(run, "preparing_context");
      lifecycle(run, "start", { startedAt: run.startedAt });
      startup(run, "starting_model");
      stage.changed(run, { reason: "agent.run.started" });
      stage.changed(run, { phase: "start", runId: run.runId });
      modelInUse(run);
    },
    said(run, delta, replaced) {
      if (replaced) {
        stopGathering(run);
        run.said = run.part;
        const itemId = `${run.itemId}:${run.partNumber}`;
        agent(run, "assistant", { text: run.part, delta, replace: true, itemId });
        showDelta(run, true);
        return;
      }
      const rest = chatThrottleMs - (clock.now() - run.lastSaidAt);
      if (rest <= 0) sayGathered(run);
      else run.gathering ??= clock.setTimeout(() => sayGathered(run), rest, { keepAlive: false });
    },
    spoken(run) {
      sayGathered(run);
      run.outputTokens += 7;
      agent(run, "usage", { outputTokens: run.outputTokens });
    },
    toolStarted(run, call) {
      sayGathered(run);
      toolStarted(tools, run, call, clock.now());
    },
    toolEnded(run, call) {
      toolEnded(tools, run, call, clock.now());
      modelInUse(run);
    },
    waiting(run, approvalId, toolCallId, resolved) {
      lifecycle(run, resolved ? "approval-resolved" : "waiting-approval", {
        approvalId,
        toolCallId,
      });
    },
    agentEvent: agent,
    finished(run) {
      const endedAt = clock.now();
      const settled = { stopReason: "stop", aborted: false, livenessState: "working" };
      lifecycle(run, "finishing", {
        ...settled,
        ...(run.usedTools ? { replayInvalid: true } : {}),
        endedAt,
      });
      modelLeft(run);
      const chatOnly = isReply(run) ? { replayInvalid: run.usedTools } : {};
      const times = { endedAt, startedAt: run.startedAt };
      lifecycle(run, "end", {
        ...settled,
        ...times,
        ...chatOnly,
        ...reply(run),
        executionSettled: true,
      });
      // What the throttle held back goes out before the final.
      if (run.shown !== run.text) showDelta(run, false);
      stage.terminal(run, run.origin === "followup" ? lateFinal(run) : promptFinal(run));
      stage.changed(run, { reason: "agent.input.settled" });
      stage.changed(run, { phase: "model", runId: run.runId });
      stage.changed(run, { phase: "end", runId: run.runId });
    },
    aborted(run, stopReason) {
      stopGathering(run);
      const seq = run.nextSeq();
      stage.terminal(run, chat(run, seq, { state: "aborted", stopReason, ...withText(run) }));
      const times = { startedAt: run.startedAt, endedAt: clock.now() };
      const data = { phase: "end", status: "cancelled", aborted: true, stopReason, ...times };
      agent(run, "lifecycle", data, seq);
      modelInUse(run);
    },
    afterAbort(run) {
      modelLeft(run);
      lifecycle(run, "error", {
        endedAt: clock.now(),
        startedAt: run.startedAt,
        error: "This operation was aborted",
        aborted: true,
        stopReason: "aborted",
        executionSettled: true,
      });
    },
    failed(run, failure) {
      stopGathering(run);
      if (failure.kind === "timeout") return timedOut(run, failure);
      const endedAt = clock.now();
      const blocked = {
        error: failure.message,
        errorObservation: observation(model),
        aborted: false,
        livenessState: "blocked",
        endedAt,
      };
      lifecycle(run, "finishing", blocked);
      modelLeft(run);
      lifecycle(run, "fallback_step", {
        fallbackStepType: "fallback_step",
        fallbackStepFromModel: `${model.provider}/${model.id}`,
        fallbackStepFromFailureReason: "format",
        fallbackStepFromFailureDetail: failure.message,
        fallbackStepChainPosition: 1,
        fallbackStepFinalOutcome: "chain_exhausted",
      });
      lifecycle(run, "error", { ...blocked, startedAt: run.startedAt, executionSettled: true });
      error(run, failure, { errorDetail: observation(model) });
    },
    deferred({ runId, session }) {
      stage.broadcast("chat", { runId, sessionKey: session.key, seq: 1, state: "final" });
    },
    resumed(run) {
      if (run.shown !== run.text) showDelta(run, false);
      modelInUse(run);
    },
    interrupted(run) {
      stopGathering(run);
      lifecycle(run, "error", {
        endedAt: clock.now(),
        startedAt: run.startedAt,
        error: "Reply operation aborted by user",
        aborted: true,
        stopReason: "aborted",
        executionSettled: true,
      });
      stage.terminal(
        run,
        chat(run, run.seq, { state: "aborted", stopReason: "aborted", ...withText(run) }),
      );
    },
    injected(runId, sessionKey, agentId, message) {
      stage.broadcast("chat", { runId, sessionKey, agentId, seq: 0, state: "final", message });
    },
  };
}
