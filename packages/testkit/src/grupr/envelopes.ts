import type { GruprEnvelope, GruprErrorShape } from "./options.js";

/** A list as the hub writes it. */
export function listBody(
  rows: readonly unknown[],
  nextCursor: string | null,
  shape: Required<GruprEnvelope>["list"],
): object {
  const about = { count: rows.length, next_cursor: nextCursor };
  return shape === "top" ? { data: rows, ...about } : { data: rows, meta: about };
}

/** A WebSocket event as the hub writes it. */
export function eventFrame(
  name: string,
  body: Readonly<Record<string, unknown>>,
  envelope: Required<GruprEnvelope>,
): string {
  const named = { [envelope.name]: name };
  switch (envelope.body) {
    case "flat":
      return JSON.stringify({ ...body, ...named });
    case "string":
      return JSON.stringify({ ...named, data: JSON.stringify(body) });
    case "data":
    case "payload":
    case "message":
      return JSON.stringify({ ...named, [envelope.body]: body });
  }
}

/** The body of a refusal, and its content type. */
export function errorBody(
  shape: GruprErrorShape,
  status: number,
  code: string,
  message: string,
): { readonly type: string; readonly text: string } {
  switch (shape) {
    case "errors":
      return { type: "application/json", text: JSON.stringify({ errors: [{ code, message }] }) };
    case "error":
      return { type: "application/json", text: JSON.stringify({ error: message }) };
    case "text":
      return { type: "text/plain", text: message };
    case "html":
      return {
        type: "text/html",
        text: `<!doctype html><html><head><title>${status}</title></head><body><h1>${message}</h1></body></html>`,
      };
    case "empty":
      return { type: "text/plain", text: "" };
  }
}
