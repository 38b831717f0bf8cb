import type * as z from "zod";
import {
  agentRunParamsSchema,
  agentWaitParamsSchema,
  type AgentRunMethods,
} from "./agent-events.js";
import type { AgentMethods } from "./agents.js";
import { approvalParamsSchemas, type ApprovalMethods } from "./approvals.js";
import {
  chatAbortParamsSchema,
  chatHistoryParamsSchema,
  chatInjectParamsSchema,
  chatSendParamsSchema,
  type ChatMethods,
} from "./chat.js";
import { connectParamsSchema, type ConnectParams, type HelloOkWire } from "./connect.js";
import { modelParamsSchemas, type ModelMethods } from "./models.js";
import type { PresenceMethods } from "./presence.js";
import { sessionParamsSchemas, type SessionMethods } from "./sessions.js";
import type { StatusMethods } from "./status.js";

/** The method that opens a session. The client calls it by itself. */
export interface ConnectMethods {
  connect: { params: ConnectParams; result: HelloOkWire };
}

/** The methods this client describes itself, for both generations of gateway. */
export interface DescribedMethods
  extends
    ConnectMethods,
    ChatMethods,
    AgentRunMethods,
    SessionMethods,
    ApprovalMethods,
    PresenceMethods,
    ModelMethods,
    AgentMethods,
    StatusMethods {}

declare global {
  /**
   * Methods added to `GatewayMethods` from outside, each as `{ params: …; result: … }`: those of the current gateway,
   * by `import type {} from "@hawser/gateway-client/protocol"`, and those of your own gateway plugins, by declaring
   * this interface again. What this client describes itself goes first.
   */
  // oxlint-disable-next-line typescript/no-empty-object-type
  interface HawserGatewayMethods {}
}

/**
 * RPC methods by name, each with its params and its result.
 *
 * `import type {} from "@hawser/gateway-client/protocol"` adds every other method of the current gateway.
 */
export interface GatewayMethods
  extends DescribedMethods, Omit<HawserGatewayMethods, keyof DescribedMethods> {}

/** A method's name: the known ones complete in an editor, any other passes. */
export type MethodName = keyof GatewayMethods | (string & {});

/** The params of a method; any object for a method that is not in the map. */
export type ParamsOf<Method extends string> = Method extends keyof GatewayMethods
  ? GatewayMethods[Method] extends { params: infer Params }
    ? Params
    : object
  : object;

/** The result of a method; unknown for a method that is not in the map. */
export type ResultOf<Method extends string> = Method extends keyof GatewayMethods
  ? GatewayMethods[Method] extends { result: infer Result }
    ? Result
    : unknown
  : unknown;

/** The schema of each method's params that this client checks before sending. */
export const paramsSchemas: { readonly [method: string]: z.ZodType } = {
  connect: connectParamsSchema,
  "chat.send": chatSendParamsSchema,
  "chat.history": chatHistoryParamsSchema,
  "chat.abort": chatAbortParamsSchema,
  "chat.inject": chatInjectParamsSchema,
  agent: agentRunParamsSchema,
  "agent.wait": agentWaitParamsSchema,
  ...sessionParamsSchemas,
  ...approvalParamsSchemas,
  ...modelParamsSchemas,
};
