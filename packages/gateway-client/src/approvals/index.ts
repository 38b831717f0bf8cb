export { ApprovalsApi } from "./approvals-api.js";
export type { Approval, ApprovalStatus } from "./approval.js";
export type { ApprovalChange } from "./approval-inbox.js";
