import { ValidationError } from "@hawser/core";
import type { ApprovalDecision, ApprovalDecisionInput } from "../schemas/approvals.js";

const CANONICAL: Readonly<Record<ApprovalDecisionInput, ApprovalDecision>> = {
  approve: "allow-once",
  "allow-once": "allow-once",
  "allow-always": "allow-always",
  deny: "deny",
};

/** The decision as real gateways write it. @throws ValidationError for anything that is no decision. */
export function canonicalDecision(decision: ApprovalDecisionInput): ApprovalDecision {
  const canonical = Object.hasOwn(CANONICAL, decision) ? CANONICAL[decision] : undefined;
  if (canonical !== undefined) return canonical;
  throw new ValidationError(`Not an approval decision: ${JSON.stringify(decision)}`, {
    path: "decision",
    expected: Object.keys(CANONICAL).join(" | "),
  });
}

/** The decision as the documented gateway takes it; it knows no "always", so that becomes once. */
export function documentedDecision(decision: ApprovalDecision): "approve" | "deny" {
  return decision === "deny" ? "deny" : "approve";
}
