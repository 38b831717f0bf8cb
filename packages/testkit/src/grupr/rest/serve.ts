import type { IncomingMessage, ServerResponse } from "node:http";
import type { GruprContext } from "../context.js";
import { errorBody } from "../envelopes.js";
import type { GruprErrorShape } from "../options.js";
import { refused, type OpenCall, type Outcome } from "./call.js";
import { perform, routeOf } from "./routes.js";

const CORS: Readonly<Record<string, string>> = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, content-type",
  "access-control-allow-methods": "GET, POST, PUT, DELETE",
  "access-control-expose-headers": "date, retry-after",
};

/** Answers one REST request. */
export async function serve(
  context: GruprContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { options, registry, board } = context;
  const method = request.method ?? "GET";
  const url = new URL(request.url ?? "/", "http://hub");
  if (options.cors)
    for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value);
  // Dates by the hub's clock, not the machine's.
  response.setHeader("date", new Date(options.clock.now()).toUTCString());
  if (method === "OPTIONS") {
    response.writeHead(204).end();
    return;
  }
  const body = await bodyOf(request).catch(() => undefined);
  if (body === undefined) return;
  const route = routeOf(context, method, url.pathname);
  const call: OpenCall = {
    operation: route.operation,
    method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: plainHeaders(request),
    body,
    at: options.clock.now(),
    status: undefined,
    answer: undefined,
  };
  registry.note("request", call);
  const fits = (data: { readonly operation: string }): boolean =>
    data.operation === "*" || data.operation === route.operation;
  const what = `${method} ${url.pathname}`;

  if (board.strike("stall", what, fits)) return;
  const fault = board.strike("rest", what, fits);
  if (fault !== undefined) {
    const { status, answer } = fault;
    if (answer.retryAfter !== undefined) response.setHeader("retry-after", answer.retryAfter);
    const { code = `http_${status}`, message = "The hub was told to refuse this" } = answer;
    finish(context, call, response, refused(status, code, message), answer.body);
    return;
  }
  const outcome = perform(context, route, call);
  const loss = board.strike("loseResponse", what, fits);
  if (loss === undefined) {
    finish(context, call, response, outcome);
    return;
  }
  // The work is done; its answer is not what it should be.
  if (loss.how === "html") {
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>Proxy</title>");
  } else if (loss.how === "cut") {
    request.socket.destroy();
  }
  registry.note("answer", call);
}

function finish(
  context: GruprContext,
  call: OpenCall,
  response: ServerResponse,
  outcome: Outcome,
  shape?: GruprErrorShape,
): void {
  call.status = outcome.status;
  response.statusCode = outcome.status;
  if (outcome.kind === "ok") {
    call.answer = outcome.body;
    response.setHeader("content-type", "application/json");
    response.end(outcome.body === undefined ? undefined : JSON.stringify(outcome.body));
  } else {
    const written = shape ?? context.options.envelope.errors;
    const { type, text } = errorBody(written, outcome.status, outcome.code, outcome.message);
    call.answer = text;
    response.setHeader("content-type", type);
    response.end(text);
  }
  context.registry.note("answer", call);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  try {
    return text === "" ? null : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}

/** Keeps an array of header values from surprising anybody. */
export function plainHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value ?? "")]),
  );
}
