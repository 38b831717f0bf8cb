export type { CallScope } from "./faults/board.js";
export type { FaultTimes, GroupChatFaults, RestFault } from "./faults/faults.js";
export type { SyncGarbageKind } from "./faults/garbage.js";
export type {
  GroupChatFaultHandle,
  GroupChatFaultKind,
  GroupChatFaultRecord,
} from "./faults/rules.js";
export { startGroupChat } from "./groupchat.js";
export type { GroupChatRestartOptions, TestGroupChat } from "./groupchat.js";
export type {
  GroupChatAgent,
  GroupChatOptions,
  StoppedRunsOptions,
  WrongTokenForm,
} from "./options.js";
export type { GroupChatMoments, RecordedSyncMessage } from "./registry.js";
export type { CallOutcome, RecordedCall } from "./rest/recorded-call.js";
export type {
  GroupChatPerson,
  RunCause,
  RunMove,
  RunStatus,
  RunTransition,
  TestRun,
} from "./state/run.js";
export type { OwnerNotice } from "./state/store.js";
export type { ActivityEntry, TaskSpec, TaskStatus, TestTask } from "./state/task.js";
export type { Delegation, Mention } from "./state/users.js";
export type { RunListField } from "./state/views.js";
export type { SyncClose, SyncConnection, SyncSocket } from "./sync/connection.js";
export type {
  SyncQuery,
  SyncClientMessage,
  SyncServerMessage,
  SyncModification,
  SyncVersion,
  SyncTransition,
} from "./sync/messages.js";
