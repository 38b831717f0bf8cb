import { randomUUID } from "node:crypto";
import type { AgentAttachment } from "../agent.js";
import { invalidRequest } from "../errors.js";
import { historyMessages } from "../history.js";
import { injectedFields } from "../runs/transcript.js";
import { sessionDefaults, sessionRow } from "../session-view.js";
import { textBlock } from "../sessions.js";
import type { MethodCall, MethodTable } from "./method.js";
import { checkAgent } from "./session-lookup.js";

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const STOP_WORDS = new Set(["/stop", "/abort"]);

function attachmentsOf(value: unknown): AgentAttachment[] {
  const list = (Array.isArray(value) ? value : []) as AgentAttachment[];
  for (const attachment of list) {
    const label = attachment.fileName ?? attachment.type ?? "attachment";
    const content = typeof attachment.content === "string" ? attachment.content : "";
    const data = content.replace(/^data:[^,]*,/, "").replace(/\s/g, "");
    if (data.length % 4 !== 0 || !BASE64.test(data)) {
      throw invalidRequest(`Error: attachment ${label}: invalid base64 content`);
    }
  }
  return list;
}

function send({ context, connection, params }: MethodCall): unknown {
  const { runs, sessions, options } = context;
  const message = typeof params.message === "string" ? params.message : "";
  const attachments = Array.isArray(params.attachments) ? params.attachments : [];
  if (!message.trim() && attachments.length === 0)
    throw invalidRequest("message or attachment required");
  const key = sessions.canonical(String(params.sessionKey));
  const runId = String(params.idempotencyKey ?? randomUUID());
  const fingerprint = JSON.stringify([key, message, attachments]);
  checkAgent(context, key);
  if (STOP_WORDS.has(message.trim().toLowerCase())) {
    const stopped = runs.abort(key, undefined, "stop");
    return { ok: true, aborted: stopped.length > 0, runIds: stopped.map((run) => run.runId) };
  }
  const known = runs.key(runId);
  if (known) {
    if (options.generation.protocol === 4 && known.fingerprint !== fingerprint) {
      throw invalidRequest(
        "This message ID was already used for different input. Check the conversation history and use a new message ID to send again.",
        { reason: "chat-request-conflict" },
      );
    }
    return { runId, status: known.status };
  }
  const checked = attachmentsOf(attachments);
  const session = sessions.open(key);
  runs.submit({
    runId,
    session,
    origin: "chat",
    message,
    attachments: checked,
    connection,
    fingerprint,
  });
  context.changed(session, { reason: "send" });
  return options.documented ? {} : { runId, status: "started" };
}

function history({ context, params }: MethodCall): unknown {
  const { options, sessions, runs } = context;
  const latest = options.generation.protocol === 4;
  const key = sessions.canonical(String(params.sessionKey));
  const session = sessions.get(key);
  const limit = typeof params.limit === "number" ? params.limit : 200;
  const messages = historyMessages(context, session, limit);
  if (options.documented) return messages;
  const base = {
    sessionKey: params.sessionKey,
    ...(session ? { sessionId: session.sessionId } : {}),
    messages,
  };
  if (!latest) return { ...base, thinkingLevel: session?.settings.thinkingLevel ?? "off" };
  const total = session?.transcript.length ?? 0;
  const active = runs.active(key);
  const waiting = runs.waiting(key);
  return {
    ...base,
    pendingInputs: {
      items: waiting.map((turn) => ({
        id: turn.runId,
        message: { role: "user", content: turn.message },
        acceptedAt: session?.updatedAt ?? 0,
        state: "queued",
      })),
      total: waiting.length,
    },
    ...(session
      ? { deltaCursor: Buffer.from(`${session.sessionId}:${total}`).toString("base64url") }
      : {}),
    hasMore: total > messages.length,
    totalMessages: total,
    defaults: sessionDefaults(context),
    sessionInfo: session
      ? {
          ...sessionRow(context, session),
          ...(active ? {} : { activeRunIds: [] }),
          activeLeafEntryId: session.transcript.at(-1)?.id,
        }
      : { key },
    ...(active
      ? {
          inFlightRun: {
            runId: active.runId,
            text: active.text,
            startedAt: active.startedAt,
            events: [
              {
                runId: active.runId,
                seq: active.seq,
                stream: "assistant",
                ts: options.clock.now(),
                data: {},
                sessionKey: key,
                agentId: active.session.agentId,
              },
            ],
          },
        }
      : {}),
  };
}

function abort({ context, params }: MethodCall): unknown {
  const { runs, sessions, options } = context;
  const key = sessions.canonical(String(params.sessionKey));
  const runId = params.runId === undefined ? undefined : String(params.runId);
  const run = runId === undefined ? undefined : runs.run(runId);
  const elsewhere = run?.outcome.status === "running" && run.sessionKey !== key;
  // 2026.9.6 goes by the run's id alone, 2026.3.2 insists on its session.
  if (elsewhere && options.generation.protocol === 3) {
    throw invalidRequest("runId does not match sessionKey");
  }
  const stopped = runs.abort(elsewhere && run ? run.sessionKey : key, runId, "rpc");
  return { ok: true, aborted: stopped.length > 0, runIds: stopped.map((each) => each.runId) };
}

function inject({ context, params }: MethodCall): unknown {
  const { sessions, options, voice } = context;
  const session = sessions.get(String(params.sessionKey));
  if (!session || session.transcript.length === 0) throw invalidRequest("session not found");
  const label = typeof params.label === "string" ? params.label.trim() : "";
  const content = [
    textBlock(label ? `[${label}]\n\n${String(params.message)}` : String(params.message)),
  ];
  const entry = sessions.append(session, { role: "assistant", content, extra: injectedFields });
  const messageId = options.generation.protocol === 3 ? entry.id.slice(0, 8) : entry.id;
  const message = { role: "assistant", content, timestamp: entry.timestamp, ...injectedFields };
  voice.injected(`inject-${messageId}`, session.key, session.agentId, message);
  context.wrote(session, entry);
  return { ok: true, messageId };
}

/** `chat.*` */
export const chatMethods: MethodTable = {
  "chat.send": { scope: "operator.write", handle: send },
  "chat.history": { scope: "operator.read", handle: history },
  "chat.abort": { scope: "operator.write", handle: abort },
  "chat.inject": { scope: "operator.admin", handle: inject },
};
