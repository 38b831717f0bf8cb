import type * as z from "zod";
import {
  agentRunParamsSchema,
  agentWaitParamsSchema,
  type AgentRunMethods,
} from "./agent-events.js";
import {
  chatAbortParamsSchema,
  chatHistoryParamsSchema,
  chatInjectParamsSchema,
  chatSendParamsSchema,
  type ChatMethods,
} from "./chat.js";
import { connectParamsSchema, type ConnectParams, type HelloOkWire } from "./connect.js";

/** The method that opens a session. The client calls it by itself. */
export interface ConnectMethods {
  connect: { params: ConnectParams; result: HelloOkWire };
}

/**
 * RPC methods by name, each with its params and result.
 *
 * `import type {} from "@hawser/gateway-client/protocol"` adds every other method of the current gateway.
 */
export interface GatewayMethods extends ConnectMethods, ChatMethods, AgentRunMethods {}

/** The schema of each method's params that this client checks before sending. */
export const paramsSchemas: { readonly [method: string]: z.ZodType } = {
  connect: connectParamsSchema,
  "chat.send": chatSendParamsSchema,
  "chat.history": chatHistoryParamsSchema,
  "chat.abort": chatAbortParamsSchema,
  "chat.inject": chatInjectParamsSchema,
  agent: agentRunParamsSchema,
  "agent.wait": agentWaitParamsSchema,
};
