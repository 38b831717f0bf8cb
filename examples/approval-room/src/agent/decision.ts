import { createHash } from "node:crypto";
import type { ApprovalDecision } from "@hawser/gateway-client";

/** What somebody in the room has decided, and about which question. */
export interface Decision {
  readonly code: string;
  readonly decision: ApprovalDecision;
}

const WORDS: Readonly<Record<string, ApprovalDecision>> = {
  allow: "allow-once",
  always: "allow-always",
  deny: "deny",
};

/**
 * A question's code, short enough to type. The same for the same approval, also after a restart, and of
 * no other one: a late answer decides nothing else.
 */
export function codeOf(approvalId: string): string {
  return createHash("sha256").update(approvalId).digest("hex").slice(0, 6);
}

/** Reads `allow 3f2a91`, `always 3f2a91` or `deny 3f2a91`. Other words are talk. */
export function readDecision(text: string): Decision | undefined {
  const [, word = "", code = ""] = /^\W*(allow|always|deny)\W+([0-9a-f]{6})\W*$/iu.exec(text) ?? [];
  const decision = WORDS[word.toLowerCase()];
  return decision === undefined ? undefined : { code: code.toLowerCase(), decision };
}

/** What can be typed for what the gateway accepts. */
export function offer(allowed: readonly ApprovalDecision[], code: string): string {
  const words = Object.keys(WORDS).filter((word) => allowed.includes(WORDS[word] ?? "deny"));
  return words.map((word) => `\`${word} ${code}\``).join(" or ");
}
