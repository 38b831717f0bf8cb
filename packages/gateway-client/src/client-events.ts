import type { PairingRequiredError } from "@hawser/core";
import type { GatewayState } from "./gateway-session.js";
import type { GatewayEvents } from "./schemas/index.js";

/** Everything {@link GatewayClient.on} knows by name: the gateway's events and the client's own. */
export interface ClientEvents extends GatewayEvents {
  /** The connection changed its state. */
  state: GatewayState;
  /** Events were missed on this socket; a resync follows. */
  gap: { readonly expected: number; readonly received: number; readonly missed: number };
  /** What was cached from events should be fetched anew. The client's own parts do so by themselves. */
  resync: { readonly reason: "gap" | "reconnect" | "overflow" };
  /** The gateway wants this device approved first: `requestId` and `approveCommand` say how. */
  pairing: PairingRequiredError;
}

/** Options of {@link GatewayClient.events}. */
export interface EventStreamOptions {
  readonly signal?: AbortSignal;
  /** Events kept for a slow reader. Default 1024. */
  readonly limit?: number;
}
