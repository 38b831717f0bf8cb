import type { GatewayContext } from "../context.js";
import { historyMessages } from "../history.js";
import { modeOf } from "../runs/lane.js";
import { recoveryProvenance } from "../runs/transcript.js";
import type { Turn, WaitingTurn } from "../runs/turn.js";
import { sessionKeyParts } from "../session-key.js";
import { IMPLICIT_RUNTIME, sessionDefaults, sessionRow } from "../session-view.js";
import type { GatewaySession } from "../sessions.js";
import type { MethodCall } from "./method.js";

/** `sessionInfo` of a key that has no session: what it would start with. */
function missingSession(context: GatewayContext, key: string): object {
  const { options, sessions } = context;
  const [model] = options.models;
  return {
    key,
    permissionModePending: false,
    kind: "direct",
    classification: "custom",
    agentId: sessionKeyParts(key, options.agents[0]).agentId,
    isMain: key === sessions.mainKey,
    isBackground: false,
    updatedAt: null,
    archived: false,
    pinned: false,
    unread: false,
    effectiveFastMode: false,
    effectiveFastModeSource: "default",
    fastAutoOnSeconds: 60,
    totalTokensFresh: false,
    effectiveResponseUsage: "off",
    effectiveQueueMode: "steer",
    modelProvider: model.provider,
    model: model.id,
    modelOverrideSource: null,
    runtimeSelectionLocked: false,
    agentRuntime: IMPLICIT_RUNTIME,
    contextTokens: model.contextWindow,
    snapshotAt: options.clock.now(),
    hasActiveRun: false,
    activeRunIds: [],
    activeLeafEntryId: null,
  };
}

function pendingItem(input: WaitingTurn): object {
  const { turn, id, acceptedAt, state } = input;
  return {
    id,
    acceptedAt,
    state,
    message: {
      role: "user",
      content: turn.message,
      timestamp: acceptedAt,
      __openclaw: {
        senderIsOwner: true,
        transport: { clients: [turn.sender] },
        id: `pending:${id}`,
      },
    },
    runId: turn.inputId ?? turn.runId,
  };
}

/** What a restarted gateway told itself to go on with is listed until the turn is over. */
function recoveryItem(turn: Turn, acceptedAt: number): object {
  return {
    id: turn.fingerprint,
    acceptedAt,
    state: "queued",
    message: {
      role: "user",
      content: turn.shownAs ?? turn.message,
      timestamp: acceptedAt,
      provenance: recoveryProvenance(turn.session.key),
      __openclaw: { senderIsOwner: false, id: `pending:${turn.fingerprint}` },
    },
    runId: turn.runId,
  };
}

function pendingInputs(context: GatewayContext, key: string): object {
  const active = context.runs.active(key);
  const recovering =
    active?.origin === "recovery" ? context.transcript.pending(active.runId) : undefined;
  const items = [
    ...(active && recovering ? [recoveryItem(recovering, active.startedAt)] : []),
    ...context.runs.inputs(key).map(pendingItem),
  ];
  return { items, total: items.length };
}

/** The run that is going on, or the message that is to be steered into it. */
function inFlightRun(context: GatewayContext, key: string): object | undefined {
  const active = context.runs.active(key);
  if (!active || active.origin === "recovery") return undefined;
  const steered = context.runs
    .inputs(key)
    .filter(({ state, turn }) => state === "queued" && modeOf(turn) === "steer")
    .at(-1);
  if (steered) return { runId: steered.turn.runId, text: "", startedAt: steered.acceptedAt };
  const { runId, seq, text, startedAt, session } = active;
  const event = {
    runId,
    seq,
    stream: text === "" ? "run_status" : "assistant",
    ts: context.options.clock.now(),
    data: text === "" ? { phase: "starting_model" } : {},
    sessionKey: key,
    agentId: session.agentId,
  };
  return { runId, text, startedAt, events: [event] };
}

function sessionInfo(
  context: GatewayContext,
  key: string,
  session: GatewaySession | undefined,
): object {
  if (!session) return missingSession(context, key);
  const row = sessionRow(context, session, { thinking: false });
  return { ...row, activeLeafEntryId: session.transcript.at(-1)?.id };
}

/** `chat.history` */
export function chatHistory({ context, params }: MethodCall): unknown {
  const { options, sessions } = context;
  const key = sessions.canonical(String(params.sessionKey));
  const session = sessions.get(key);
  const limit = typeof params.limit === "number" ? params.limit : 200;
  const messages = historyMessages(context, session, limit);
  if (options.documented) return messages;
  const base = {
    sessionKey: params.sessionKey,
    ...(session ? { sessionId: session.sessionId } : {}),
    messages,
    ...(session?.settings.verboseLevel ? { verboseLevel: session.settings.verboseLevel } : {}),
  };
  if (options.generation.protocol === 3) {
    return { ...base, thinkingLevel: session?.settings.thinkingLevel ?? "off" };
  }
  const total = session?.transcript.length ?? 0;
  const cursor = session && Buffer.from(`${session.sessionId}:${total}`).toString("base64url");
  const inFlight = inFlightRun(context, key);
  return {
    ...base,
    pendingInputs: pendingInputs(context, key),
    ...(cursor ? { deltaCursor: cursor } : {}),
    ...(total > messages.length ? { nextOffset: messages.length } : {}),
    hasMore: total > messages.length,
    totalMessages: total,
    defaults: sessionDefaults(context, false),
    sessionInfo: sessionInfo(context, key, session),
    ...(inFlight ? { inFlightRun: inFlight } : {}),
  };
}
