import type { Run } from "../runs/run.js";
import { pause } from "../clock.js";
import type { MethodCall, MethodTable } from "./method.js";
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

function outcomeOf(run: Run): Record<string, unknown> {
  const { outcome } = run;
  if (outcome.status === "running") return { runId: run.runId, status: "timeout" };
  return {
    runId: run.runId,
    status: outcome.status === "ok" ? "ok" : outcome.status === "aborted" ? "timeout" : "error",
    startedAt: run.startedAt,
    endedAt: outcome.endedAt,
    ...(outcome.status === "error" ? { error: outcome.message } : {}),
    ...(outcome.status === "aborted" ? { stopReason: outcome.stopReason } : {}),
  };
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
    connection,
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
        },
        aborted: outcome.status === "aborted",
      },
    },
  };
}

async function wait(call: MethodCall): Promise<unknown> {
  const { context, params } = call;
  const runId = String(params.runId);
  const timeoutMs = typeof params.timeoutMs === "number" ? params.timeoutMs : 30_000;
  const run = context.runs.run(runId);
  if (run && run.outcome.status !== "running") return outcomeOf(run);
  const given = new AbortController();
  const settled = waitUntilSettled(call, runId);
  const first = await Promise.race([
    settled,
    pause(context.options.clock, timeoutMs, given.signal),
  ]);
  given.abort();
  return first ? outcomeOf(first) : { runId, status: "timeout" };
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
      avatar: "A",
    }),
  },
  "agents.list": {
    scope: "operator.read",
    handle: ({ context }) => {
      const { agents, documented } = context.options;
      if (documented) return agents.map((id) => ({ id, name: id }));
      return {
        defaultId: agents[0],
        mainKey: "main",
        scope: "per-sender",
        agents: agents.map((id) => ({ id })),
      };
    },
  },
  "models.list": {
    scope: "operator.read",
    handle: ({ context }) => {
      const models = context.options.models.map((m) => ({
        ...m,
        reasoning: false,
        input: ["text"],
      }));
      if (!context.options.documented) return { models };
      return models.map(({ id, name, provider }) => ({ id: `${provider}/${id}`, name, provider }));
    },
  },
};
