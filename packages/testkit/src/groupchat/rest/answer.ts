import type { ServerResponse } from "node:http";
import type { CannedAnswer } from "../faults/board.js";

/** An answer: JSON, or no body at all. */
export interface Answer {
  readonly status: number;
  readonly json?: unknown;
}

/** Errors are `{ "error": "<text>" }`. */
export function refusal(status: number, error: string): Answer {
  return { status, json: { error } };
}

/** What every answer to a page of another origin carries. */
export const corsHeaders: Readonly<Record<string, string>> = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST, OPTIONS",
  "access-control-allow-headers": "authorization, content-type, convex-client, idempotency-key",
  "access-control-expose-headers": "retry-after",
  "access-control-max-age": "600",
};

/** Writes an answer. */
export function writeAnswer(response: ServerResponse, answer: Answer): void {
  if (answer.json === undefined) {
    response.writeHead(answer.status).end();
    return;
  }
  const body = JSON.stringify(answer.json);
  response.writeHead(answer.status, { "content-type": "application/json" }).end(body);
}

/** Writes what a fault puts in place of the true answer. */
export function writeCanned(response: ServerResponse, canned: CannedAnswer): void {
  const { status, retryAfter, body } = canned;
  if (retryAfter !== undefined) response.setHeader("retry-after", retryAfter);
  switch (body) {
    case "json":
      return writeAnswer(response, refusal(status, cannedText(status)));
    case "html":
      response.writeHead(status, { "content-type": "text/html; charset=utf-8" });
      response.end(`<!DOCTYPE html><title>${status}</title><h1>${cannedText(status)}</h1>`);
      return;
    case "empty":
      response.writeHead(status).end();
      return;
    case "truncated":
      response.writeHead(status, { "content-type": "application/json" }).end('{"error": "cut o');
      return;
    default:
      return body satisfies never;
  }
}

function cannedText(status: number): string {
  return status === 429 ? "Too many requests" : status >= 500 ? "Server error" : "Request failed";
}
