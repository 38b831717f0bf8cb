import type { GroupChatFaultBoard } from "./faults/board.js";
import type { ResolvedGroupChatOptions } from "./options.js";
import type { GroupChatRegistry } from "./registry.js";
import type { GroupChatStore } from "./state/store.js";
import type { Views } from "./state/views.js";
import type { Queries } from "./sync/queries.js";
import type { Timeline } from "./sync/timeline.js";

/** Everything the parts of one server share. */
export interface GroupChatContext {
  readonly options: ResolvedGroupChatOptions;
  readonly store: GroupChatStore;
  readonly views: Views;
  readonly queries: Queries;
  readonly timeline: Timeline;
  readonly registry: GroupChatRegistry;
  readonly faults: GroupChatFaultBoard;
}
