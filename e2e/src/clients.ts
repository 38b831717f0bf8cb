import { GatewayClient, type GatewayClientOptions } from "@hawser/gateway-client";
import { afterEach } from "vitest";
import { loggingSocket } from "./frame-log.js";
import type { Stage } from "./stage.js";

/** Options of a client on the stage: whatever is left out is the gateway's own url and token. */
export type StageClientOptions = Partial<GatewayClientOptions>;

export interface Clients {
  /** A client that is closed after the test. */
  make(options?: StageClientOptions): GatewayClient;
  /** The same, connected. */
  connect(options?: StageClientOptions): Promise<GatewayClient>;
}

/** Clients for one `describe`, so that no test leaves one open. */
export function useClients(stage: () => Stage): Clients {
  const open: GatewayClient[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((client) => client.close()));
  });
  const make = (options: StageClientOptions = {}): GatewayClient => {
    const { url, token } = stage().gateway;
    const folder = process.env["E2E_FRAMES"];
    const openSocket = folder === undefined ? {} : { openSocket: loggingSocket(folder) };
    const client = new GatewayClient({ url, token, ...openSocket, ...options });
    open.push(client);
    return client;
  };
  return {
    make,
    connect: async (options) => {
      const client = make(options);
      await client.connect({ signal: AbortSignal.timeout(30_000) });
      return client;
    },
  };
}

/** What a promise was rejected with; fails the test when it was not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ("error" in outcome) return outcome.error;
  throw new Error(`expected a rejection, got ${JSON.stringify(outcome.value)?.slice(0, 200)}`);
}
