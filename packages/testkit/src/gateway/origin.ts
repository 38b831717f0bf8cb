import { invalidRequest, type RpcError } from "./errors.js";
import type { GatewayProtocol } from "./generation.js";

const MESSAGE =
  "origin not allowed (open the Control UI from the gateway host or allow it in gateway.controlUi.allowedOrigins)";

/** Clients that live in a page: they must come from an allowed origin. */
const PAGE_CLIENTS = new Set(["openclaw-control-ui", "webchat-ui", "webchat"]);

/** Refuses an origin that is not on the list, and page clients that bring none. */
export function originRefusal(
  protocol: GatewayProtocol,
  client: { readonly id: string; readonly mode: string },
  origin: string | undefined,
  allowed: readonly string[],
): RpcError | undefined {
  const isPage = PAGE_CLIENTS.has(client.id) || client.mode === "webchat";
  if (origin === undefined && !isPage) return undefined;
  if (origin !== undefined && (allowed.includes("*") || allowed.includes(origin))) return undefined;
  const reason = origin === undefined ? "origin missing or invalid" : "origin not allowed";
  return invalidRequest(
    MESSAGE,
    protocol === 4 ? { code: "CONTROL_UI_ORIGIN_NOT_ALLOWED", reason } : undefined,
  );
}
