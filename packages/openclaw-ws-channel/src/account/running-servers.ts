import type { WsChannelServer } from "@hawser/ws-channel-protocol/server";

/** The part of a server that messages from elsewhere in the gateway need. */
export type PushServer = Pick<WsChannelServer, "push">;

// A gateway may load the plugin's file more than once, and give the message tool another copy than the
// one that runs the account: the servers are kept where all copies look.
const KEY = Symbol.for("@hawser/openclaw-ws-channel/servers");
const shared = globalThis as { [KEY]?: Map<string, PushServer> };
const servers = (shared[KEY] ??= new Map());

/** Makes an account's server known. Call what is returned when it stops. */
export function announceServer(accountId: string, server: PushServer): () => void {
  servers.set(accountId, server);
  return () => {
    if (servers.get(accountId) === server) servers.delete(accountId);
  };
}

/** The account's server; undefined while it does not run. */
export function runningServer(accountId: string): PushServer | undefined {
  return servers.get(accountId);
}
