export { agentSchema, type AgentProfile } from "./agent.js";
export {
  commentBodySchema,
  finishBodySchema,
  listParamsSchema,
  startBodySchema,
  type CommentBody,
  type FinishBody,
  type ListParams,
  type RunCosts,
  type StartBody,
} from "./bodies.js";
export {
  runSchema,
  type Run,
  type RunActivity,
  type RunDetails,
  type RunOwner,
  type RunStatus,
  type RunTask,
} from "./run.js";
