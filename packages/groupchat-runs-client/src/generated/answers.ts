// Generated from the schemas by scripts/generate-validators: run `pnpm generate` after changing them.
import type { Spec } from "./check.js";

export const agentSpec: Spec = {};
