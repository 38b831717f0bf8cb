import type { ConnectionState } from "@hawser/core";
import type { HelloOk } from "./schemas/index.js";

/** An open session with a gateway. */
export interface GatewaySession {
  readonly hello: HelloOk;
  /** Capabilities this session announced. */
  readonly caps: readonly string[];
}

/** Where a {@link GatewayClient} stands. */
export type GatewayState = ConnectionState<GatewaySession>;
