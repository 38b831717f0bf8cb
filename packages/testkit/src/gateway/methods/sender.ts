import type { GatewayConnection } from "../connection.js";
import type { Sender } from "../runs/turn.js";

/** Who sends over a connection, as transcripts and collected messages name it. */
export function senderOf(connection: GatewayConnection): Sender {
  const { client } = connection;
  return { id: client?.id ?? "unknown", mode: client?.mode ?? "unknown" };
}
