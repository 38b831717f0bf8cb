import { terminalReply } from "../runs/receipt.js";
import type { Run } from "../runs/run.js";
import { pause } from "../clock.js";
import { restarting } from "../errors.js";
import { IMPLICIT_RUNTIME, THINKING } from "../session-view.js";
import type { MethodCall, MethodTable } from "./method.js";
import { senderOf } from "./sender.js";
import { checkAgent } from "./session-lookup.js";

function waitUntilSettled(call: MethodCall, runId: string): Promise<Run> {
  const { runs } = call.context;
  return new Promise((resolve) => {
    const stop = runs.onSettled((run) => {
      if (run.runId !== runId) return;
      stop();
      resolve(run);
    });
  });
}

function outcomeOf({ context }: MethodCall, run: Run): Record<string, unknown> {
  const { outcome, runId } = run;
  const latest = context.options.generation.protocol === 4;
  switch (outcome.status) {
    case "running":
      return { runId, status: "timeout" };
    case "aborted": {
      const { endedAt, stopReason } = outcome;
      return { runId, status: "timeout", startedAt: run.startedAt, endedAt, stopReason };
    }
    case "error":
      return {
        runId,
        status: "error",
        startedAt: run.startedAt,
        endedAt: outcome.endedAt,
        error: outcome.message,
      };
    case "ok": {
      const { endedAt } = outcome;
      if (!latest) return { runId, status: "ok", startedAt: run.startedAt, endedAt };
      const reply = terminalReply(run, context.options.models[0]);
      return {
        runId,
        status: "ok",
        endedAt,
        stopReason: "stop",
        livenessState: "working",
        ...reply,
      };
    }
    default:
      return outcome satisfies never;
  }
}

/** `agent` answers twice under one id: accepted at once, the result when the run is over. */
async function agent(call: MethodCall): Promise<unknown> {
  const { context, connection, params } = call;
  const { runs, sessions, options } = context;
  const runId = String(params.idempotencyKey);
  const key = sessions.canonical(
    String(params.sessionKey ?? (params.agentId ? `agent:${String(params.agentId)}:main` : "main")),
  );
  checkAgent(context, key);
  const known = runs.key(runId);
  if (known) return { runId, status: known.status };
  const message = String(params.message);
  const session = sessions.open(key);
  const settled = waitUntilSettled(call, runId);
  call.respondFirst({
    runId,
    ...(options.generation.protocol === 4 ? { sessionKey: key, agentId: session.agentId } : {}),
    status: "accepted",
    acceptedAt: options.clock.now(),
  });
  runs.submit({
    runId,
    session,
    origin: "agent",
    message,
    attachments: [],
    sender: senderOf(connection),
    fingerprint: message,
  });
  const run = await settled;
  const { outcome } = run;
  const [model] = options.models;
  if (outcome.status === "error") return { runId, status: "error", summary: outcome.message };
  return {
    runId,
    status: "ok",
    summary: outcome.status === "aborted" ? "aborted" : "completed",
    result: {
      payloads: [{ text: run.text, mediaUrl: null }],
      meta: {
        durationMs: outcome.status === "running" ? 0 : outcome.endedAt - run.startedAt,
        agentMeta: {
          sessionId: session.sessionId,
          provider: model.provider,
          model: model.id,
          usage: { input: 11, output: 7, total: 18 },
          lastCallUsage: { input: 11, output: 7, cacheRead: 0, cacheWrite: 0, total: 18 },
          promptTokens: 11,
        },
        aborted: outcome.status === "aborted",
        ...(options.generation.protocol === 4 ? { stopReason: "stop" } : {}),
      },
    },
  };
}

function onceAborted(signal: AbortSignal): Promise<"aborted"> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve("aborted");
    else signal.addEventListener("abort", () => resolve("aborted"), { once: true });
  });
}

/** Waits for a run's end, for as long as asked or until the gateway stops. */
async function wait(call: MethodCall): Promise<unknown> {
  const { context, params } = call;
  const runId = String(params.runId);
  const timeoutMs = typeof params.timeoutMs === "number" ? params.timeoutMs : 30_000;
  const run = context.runs.run(runId);
  if (run && run.outcome.status !== "running") return outcomeOf(call, run);
  const given = new AbortController();
  const ended = await Promise.race([
    waitUntilSettled(call, runId),
    pause(context.options.clock, timeoutMs, given.signal),
    onceAborted(context.stopping()),
  ]);
  given.abort();
  if (ended === "aborted") throw restarting("agent.wait");
  if (ended) return outcomeOf(call, ended);
  const queued = context.options.generation.protocol === 4 && context.runs.isWaiting(runId);
  return queued
    ? { runId, status: "pending", timeoutPhase: "queue", providerStarted: false }
    : { runId, status: "timeout" };
}

function listAgents({ context }: MethodCall): unknown {
  const { agents, documented, generation, models } = context.options;
  if (documented) return agents.map((id) => ({ id, name: id }));
  const latest = generation.protocol === 4;
  return {
    defaultId: agents[0],
    ...(latest ? { ownership: "sole", selectionRequired: false } : {}),
    mainKey: "main",
    scope: "per-sender",
    agents: agents.map((id) => ({
      id,
      ...(latest
        ? {
            workspace: "/home/operator/ws",
            workspaceGit: false,
            agentRuntime: IMPLICIT_RUNTIME,
            ...THINKING,
            model: { primary: `${models[0].provider}/${models[0].id}` },
            defaultPermissionMode: "full",
          }
        : {}),
    })),
  };
}

function listModels({ context, params }: MethodCall): unknown {
  const { models, documented, generation } = context.options;
  if (documented) {
    return models.map(({ id, name, provider }) => ({ id: `${provider}/${id}`, name, provider }));
  }
  const rows = models.map(({ id, name, provider, contextWindow, thinkingLevels }, i) => ({
    id,
    name,
    provider,
    contextWindow,
    reasoning: false,
    ...(generation.protocol === 3
      ? { input: ["text"] }
      : {
          tags: i === 0 ? ["default"] : ["configured"],
          thinkingLevels: (thinkingLevels ?? ["off"]).map((level) => ({ id: level, label: level })),
          thinkingDefault: "off",
          available: true,
        }),
  }));
  const configured =
    params.view === "configured" ? { defaultModels: { automaticUtilityModel: null } } : {};
  return { models: rows, ...configured };
}

/** `agent`, `agent.wait`, `agents.list`, `models.list` */
export const agentMethods: MethodTable = {
  agent: { scope: "operator.write", handle: agent },
  "agent.wait": { scope: "operator.write", handle: wait },
  "agent.identity.get": {
    scope: "operator.read",
    handle: ({ context }) => ({
      agentId: context.options.agents[0],
      name: "Assistant",
      ...(context.options.generation.protocol === 4 ? { nameSource: "default" } : {}),
      avatar: "A",
    }),
  },
  "agents.list": { scope: "operator.read", handle: listAgents },
  "models.list": { scope: "operator.read", handle: listModels },
};
