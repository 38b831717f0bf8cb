import type { IncomingMessage, ServerResponse } from "node:http";
import { pause } from "../../gateway/clock.js";
import type { GroupChatContext } from "../context.js";
import type { CallScope } from "../faults/board.js";
import { type Answer, corsHeaders, refusal, writeAnswer, writeCanned } from "./answer.js";
import { oneShotPaths, serveOneShot } from "./one-shot.js";
import type { CallOutcome, CallRecord } from "./recorded-call.js";
import { agentApiPath, serveAgentApi } from "./routes.js";

/** Larger bodies are refused with 413, bytes. */
const maxBodyBytes = 1_048_576;

/** Takes one HTTP request from its first byte to its answer, faults included. */
export async function serveCall(
  context: GroupChatContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (context.options.cors) {
    for (const [name, value] of Object.entries(corsHeaders)) response.setHeader(name, value);
  }
  // A preflight is the browser's own doing, not the client's.
  if (request.method === "OPTIONS" && context.options.cors) {
    response.writeHead(204).end();
    return;
  }
  const call = record(context, request, body.text);
  context.registry.note("request", call);
  const finish = (outcome: CallOutcome): void => {
    call.outcome = outcome;
    context.registry.note("answer", call);
  };
  if (struck(context, "loseRequest", call)) {
    response.destroy();
    return finish({ status: "lost", worked: false });
  }
  const slow = struck(context, "slow", call);
  if (slow) await pause(context.options.clock, slow.ms);
  const canned = struck(context, "rest", call);
  if (canned) {
    writeCanned(response, canned);
    return finish({ status: "answered", code: canned.status, fault: true });
  }
  const answer = body.complete ? route(context, call) : refusal(413, "Request body is too large");
  const lost = struck(context, "loseResponse", call);
  if (lost) {
    if (lost.how === "cut") response.destroy();
    return finish({ status: "lost", worked: answer.status < 400 });
  }
  writeAnswer(response, answer);
  finish({ status: "answered", code: answer.status, fault: false });
}

function route(context: GroupChatContext, call: CallRecord): Answer {
  if (oneShotPaths.includes(call.path)) return serveOneShot(context, call);
  const below = call.path === agentApiPath || call.path.startsWith(`${agentApiPath}/`);
  if (!below) return refusal(404, "Not found");
  if (typeof call.body === "string") return refusal(400, "Invalid JSON in request body");
  return serveAgentApi(context, call);
}

function struck<K extends "loseRequest" | "slow" | "rest" | "loseResponse">(
  context: GroupChatContext,
  kind: K,
  call: CallRecord,
): ReturnType<typeof context.faults.strike<K>> {
  return context.faults.strike(kind, `${call.method} ${call.path}`, (scope: CallScope) =>
    covers(scope, call),
  );
}

function covers(scope: CallScope, call: CallRecord): boolean {
  const { path, method } = scope;
  if (method !== undefined && method.toUpperCase() !== call.method) return false;
  if (path === undefined) return true;
  return typeof path === "string" ? call.path.includes(path) : path.test(call.path);
}

function record(context: GroupChatContext, request: IncomingMessage, text: string): CallRecord {
  const url = new URL(request.url ?? "/", "http://server");
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: request.method ?? "GET",
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: text === "" ? undefined : jsonOr(text),
    at: context.options.clock.now(),
    outcome: { status: "open" },
  };
}

/** The JSON, or the text as it is. A JSON string is no body here, so the two do not mix. */
function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function readBody(
  request: IncomingMessage,
): Promise<{ readonly text: string; readonly complete: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size <= maxBodyBytes) chunks.push(chunk);
  }
  return { text: Buffer.concat(chunks).toString("utf8"), complete: size <= maxBodyBytes };
}
