import type * as z from "zod";
import {
  agentEventSchema,
  chatSubagentSchema,
  runLifecycleSchema,
  type AgentEvent,
  type ChatSubagentEvent,
  type RunLifecycleEvent,
} from "./agent-events.js";
import { approvalEventSchemas, type ApprovalEvents } from "./approvals.js";
import { chatEventSchema, type ChatEvent } from "./chat.js";
import {
  connectChallengeSchema,
  devicePairSchema,
  shutdownSchema,
  tickSchema,
  type ConnectChallenge,
  type DevicePairEvent,
  type ShutdownEvent,
  type TickEvent,
} from "./connect.js";
import { presenceEventSchemas, type PresenceEvents } from "./presence.js";
import { sessionEventSchemas, type SessionEvents } from "./sessions.js";
import type { StatusEvents } from "./status.js";

/** Gateway events by name, and their payloads. Names not listed here still arrive, with a payload of type unknown. */
export interface GatewayEvents extends SessionEvents, ApprovalEvents, PresenceEvents, StatusEvents {
  "connect.challenge": ConnectChallenge;
  chat: ChatEvent;
  agent: AgentEvent;
  tick: TickEvent;
  shutdown: ShutdownEvent;
  start: RunLifecycleEvent;
  end: RunLifecycleEvent;
  error: RunLifecycleEvent;
  "chat.subagent": ChatSubagentEvent;
  "device.pair.requested": DevicePairEvent;
  "device.pair.resolved": DevicePairEvent;
}

/** The schema of each event's payload that this client relies on. */
export const eventSchemas: { readonly [name: string]: z.ZodType } = {
  "connect.challenge": connectChallengeSchema,
  chat: chatEventSchema,
  agent: agentEventSchema,
  tick: tickSchema,
  shutdown: shutdownSchema,
  start: runLifecycleSchema,
  end: runLifecycleSchema,
  error: runLifecycleSchema,
  "chat.subagent": chatSubagentSchema,
  "device.pair.requested": devicePairSchema,
  "device.pair.resolved": devicePairSchema,
  ...sessionEventSchemas,
  ...approvalEventSchemas,
  ...presenceEventSchemas,
};
