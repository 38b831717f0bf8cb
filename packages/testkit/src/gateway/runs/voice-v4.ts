import { assistantMessage, type RunVoice, type Stage, type ToolCall } from "./voice.js";
import type { Run } from "./run.js";

const toolTitle = (call: ToolCall): string =>
  `${call.name} ${Object.values(call.args).map(String).join(" ")}`.trim();

function receipt(run: Run, model: { provider: string; id: string }): object {
  const name = { provider: model.provider, model: model.id };
  return {
    runId: run.runId,
    sessionId: run.session.sessionId,
    turnId: run.runId,
    requested: name,
    effective: { ...name, responseModel: model.id },
    successfulToolNames: [],
    rerouted: false,
    terminalDisposition: "visible",
  };
}

/** How 2026.9.6 tells of a run: startup phases, deltaText beside the snapshot, usage, receipts. */
export function voiceV4(stage: Stage): RunVoice {
  const { clock, chatThrottleMs, finalMessage, models } = stage.options;
  const [model] = models;
  const agentPayload = (run: Run, stream: string, data: unknown, seq = run.nextSeq()): object => ({
    runId: run.runId,
    sessionKey: run.sessionKey,
    ...(stream === "lifecycle" ? { sessionId: run.session.sessionId } : {}),
    agentId: run.session.agentId,
    stream,
    data,
    seq,
    ts: clock.now(),
    ...(run.origin === "chat" ? { isHeartbeat: false } : {}),
  });
  const agent = (run: Run, stream: string, data: unknown, seq?: number): void =>
    stage.broadcast("agent", agentPayload(run, stream, data, seq));
  const chat = (run: Run, seq: number, rest: Record<string, unknown>): object => ({
    runId: run.runId,
    sessionKey: run.sessionKey,
    agentId: run.session.agentId,
    seq,
    ...rest,
  });
  const withText = (run: Run): object =>
    run.text ? { message: assistantMessage(run.text, clock.now()) } : {};
  const phase = (run: Run, name: string): void => {
    if (run.origin === "agent") return;
    const seq = run.nextSeq();
    stage.broadcast("chat", chat(run, seq, { state: "status", phase: name }));
    agent(run, "run_status", { phase: name }, seq);
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
  const item = (run: Run, call: ToolCall, at: "start" | "end"): void =>
    agent(run, "item", {
      itemId: `tool:${call.toolCallId}`,
      toolCallId: call.toolCallId,
      name: call.name,
      kind: "tool",
      phase: at,
      title: toolTitle(call),
      status: at === "start" ? "running" : call.isError ? "failed" : "completed",
    });

  return {
    started(run) {
      phase(run, "preparing_workspace");
      phase(run, "preparing_context");
      agent(run, "lifecycle", { phase: "start", startedAt: run.startedAt });
      phase(run, "starting_model");
      agent(run, "lifecycle", { phase: "model", provider: model.provider, model: model.id });
    },
    said(run, delta, replaced) {
      agent(run, "assistant", { text: run.text, delta, itemId: `${run.itemId}:1` });
      if (replaced || clock.now() - run.lastChatAt >= chatThrottleMs) showDelta(run, replaced);
    },
    toolStarted(run, call) {
      item(run, call, "start");
      const data = {
        phase: "start",
        name: call.name,
        toolCallId: call.toolCallId,
        args: call.args,
      };
      stage.toTools("agent", agentPayload(run, "tool", data));
    },
    toolEnded(run, call) {
      const result = {
        content: [{ type: "text", text: call.result }],
        details: { status: "completed" },
      };
      const data = {
        phase: "result",
        name: call.name,
        toolCallId: call.toolCallId,
        meta: toolTitle(call),
        isError: call.isError,
        result,
      };
      stage.toTools("agent", agentPayload(run, "tool", data));
      item(run, call, "end");
    },
    waiting(run, approvalId, toolCallId, resolved) {
      const name = resolved ? "approval-resolved" : "waiting-approval";
      agent(run, "lifecycle", { phase: name, approvalId, toolCallId });
    },
    agentEvent: agent,
    finished(run) {
      const endedAt = clock.now();
      const settled = { stopReason: "stop", aborted: false, livenessState: "working" };
      agent(run, "usage", { outputTokens: 7 });
      agent(run, "lifecycle", { phase: "finishing", ...settled, endedAt });
      agent(run, "lifecycle", { phase: "model", provider: null, model: null });
      agent(run, "lifecycle", {
        ...settled,
        phase: "end",
        endedAt,
        startedAt: run.startedAt,
        replayInvalid: false,
        terminalReply: { disposition: "visible", text: run.text },
        terminalReceipt: receipt(run, model),
        executionSettled: true,
      });
      // What the throttle held back goes out before the final.
      if (run.shown !== run.text) showDelta(run, false);
      const rest = { state: "final", stopReason: "stop", ...(finalMessage ? withText(run) : {}) };
      stage.terminal(run, chat(run, run.seq, rest));
    },
    aborted(run, stopReason) {
      const seq = run.nextSeq();
      stage.terminal(run, chat(run, seq, { state: "aborted", stopReason, ...withText(run) }));
      const times = { startedAt: run.startedAt, endedAt: clock.now() };
      agent(
        run,
        "lifecycle",
        { phase: "end", status: "cancelled", aborted: true, stopReason, ...times },
        seq,
      );
      agent(run, "lifecycle", { phase: "model", provider: model.provider, model: model.id });
    },
    afterAbort(run) {
      agent(run, "lifecycle", { phase: "model", provider: null, model: null });
      agent(run, "lifecycle", {
        phase: "error",
        endedAt: clock.now(),
        startedAt: run.startedAt,
        error: "This operation was aborted",
        aborted: true,
        stopReason: "aborted",
        executionSettled: true,
      });
    },
    failed(run, failure) {
      const endedAt = clock.now();
      const error = failure.message;
      agent(run, "lifecycle", {
        phase: "finishing",
        error,
        aborted: false,
        livenessState: "blocked",
        endedAt,
      });
      agent(run, "lifecycle", {
        phase: "error",
        error,
        endedAt,
        startedAt: run.startedAt,
        executionSettled: true,
      });
      const errorKind = failure.kind ? { errorKind: failure.kind } : {};
      const errorDetail = { provider: model.provider, model: model.id };
      stage.terminal(
        run,
        chat(run, run.seq, { state: "error", errorMessage: error, ...errorKind, errorDetail }),
      );
    },
    deferred: (run) => stage.broadcast("chat", chat(run, 1, { state: "final" })),
    injected(runId, sessionKey, agentId, message) {
      stage.broadcast("chat", { runId, sessionKey, agentId, seq: 0, state: "final", message });
    },
  };
}
