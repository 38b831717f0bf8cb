import { agentMethods } from "./agents.js";
import { approvalMethods } from "./approvals.js";
import { chatMethods } from "./chat.js";
import { deviceMethods } from "./devices.js";
import type { MethodTable } from "./method.js";
import { sessionMethods } from "./sessions.js";
import { statusMethods } from "./status.js";

/** Every method this gateway answers. */
export const methods: MethodTable = {
  ...chatMethods,
  ...sessionMethods,
  ...agentMethods,
  ...statusMethods,
  ...approvalMethods,
  ...deviceMethods,
};
