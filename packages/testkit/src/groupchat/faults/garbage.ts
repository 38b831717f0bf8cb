import type { SyncConnection } from "../sync/connection.js";
import type { SyncVersion, SyncTransition } from "../sync/messages.js";
import { encodeTimestamp } from "../sync/timeline.js";

/** The forms of nonsense a sync socket can be made to send. */
export type SyncGarbageKind =
  /** Half a JSON object. */
  | "badJson"
  /** A frame of a type nobody has heard of. */
  | "unknownMessage"
  /** `null`, valid JSON and no frame. */
  | "null"
  /** A binary frame. */
  | "binary"
  /** A Transition that does not start where the client stands. */
  | "badStartVersion"
  /** A Transition with a kind of modification nobody has heard of. */
  | "unknownModification"
  /** The second of two chunks, without the first. */
  | "loneChunk";

/** What goes on the wire for a kind of garbage. */
export function garbageFrame(
  kind: SyncGarbageKind,
  connection: SyncConnection,
): string | Uint8Array {
  const { version } = connection;
  switch (kind) {
    case "badJson":
      return '{"type":"Transition","startVer';
    case "unknownMessage":
      return '{"type":"Gossip","about":"nothing"}';
    case "null":
      return "null";
    case "binary":
      return Uint8Array.from([0x00, 0xff, 0xfe, 0x13, 0x37]);
    case "badStartVersion": {
      const later = { ...version, querySet: version.querySet + 7 };
      return JSON.stringify(transition(later, later, []));
    }
    case "unknownModification": {
      const gossip = [{ type: "QueryGossiped", queryId: 0 }];
      return JSON.stringify(transition(version, version, gossip));
    }
    case "loneChunk":
      return JSON.stringify({
        type: "TransitionChunk",
        chunk: "}",
        partNumber: 1,
        totalParts: 2,
        transitionId: encodeTimestamp(7n),
      });
    default:
      return kind satisfies never;
  }
}

function transition(
  startVersion: SyncVersion,
  endVersion: SyncVersion,
  modifications: readonly unknown[],
): Omit<SyncTransition, "modifications"> & { readonly modifications: readonly unknown[] } {
  return { type: "Transition", startVersion, endVersion, modifications };
}
