import type { GatewayConnection } from "../connection.js";
import type { GatewayContext } from "../context.js";
import type { GatewayProtocol } from "../generation.js";
import type { MethodScope } from "../scopes.js";

/** A call of a method by a ready connection. */
export interface MethodCall {
  readonly context: GatewayContext;
  readonly connection: GatewayConnection;
  readonly params: Readonly<Record<string, unknown>>;
  /** Answers once more under the same id: `agent` and two-phase approvals do. */
  respondFirst(payload: unknown): void;
}

/** A method a gateway offers. */
export interface GatewayMethod {
  /** Generations that have it. Default: both. */
  readonly protocols?: readonly GatewayProtocol[];
  readonly scope: MethodScope | ((protocol: GatewayProtocol) => MethodScope);
  handle(call: MethodCall): unknown;
}

/** Methods by name. */
export type MethodTable = Readonly<Record<string, GatewayMethod>>;
