import type { GruprFaultBoard } from "./faults/rules.js";
import type { ResolvedGruprOptions } from "./options.js";
import type { GruprRegistry } from "./registry.js";
import type { GruprSocket } from "./socket/socket.js";
import type { People } from "./state/people.js";
import type { Rooms, StoredMessage } from "./state/rooms.js";
import type { TimeStamps } from "./state/time-stamps.js";
import type { Webhooks } from "./webhooks.js";

/** What all parts of a hub share. It outlives restarts. */
export interface GruprContext {
  readonly options: ResolvedGruprOptions;
  readonly people: People;
  readonly rooms: Rooms;
  readonly stamps: TimeStamps;
  readonly registry: GruprRegistry;
  readonly board: GruprFaultBoard;
  readonly webhooks: Webhooks;
  /** The sockets that are open. */
  readonly sockets: Set<GruprSocket>;
}

/** Tells everyone who may hear it that a message is there. */
export function announce(context: GruprContext, message: StoredMessage): void {
  const { grupr_id: gruprId } = message.shown;
  for (const socket of [...context.sockets]) {
    if (socket.hears(gruprId)) socket.event("new_message", message.shown);
  }
  context.webhooks.deliver(context.rooms.members(gruprId), message.shown);
}
