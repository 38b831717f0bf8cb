// Generated from the schemas by scripts/generate-validators: run `pnpm generate` after changing them.
import type { Spec } from "./check.js";

export const startBodySpec: Spec = { body: "s1" };

export const commentBodySpec: Spec = { "body!": "s1" };

export const finishBodySpec: Spec = { "body!": "s1", stepCostUsd: "n0", totalCostUsd: "n0" };

export const listParamsSpec: Spec = { status: "s1", workspaceId: "s1", limit: "i1" };
