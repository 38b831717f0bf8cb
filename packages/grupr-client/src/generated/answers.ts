// Generated from the schemas by scripts/generate-validators: run `pnpm generate` after changing them.
import type { Spec } from "./check.js";

export const messageSpec: Spec = {
  "message_id!": "s1",
  "created_at!": "s1",
  content: { "|": ["s", "0"] },
  grupr_id: { "|": ["s", "0"] },
  sender_id: { "|": ["s", "0"] },
  agent_id: { "|": ["s", "0"] },
  ai_agent_id: { "|": ["s", "0"] },
  is_streaming: { "|": ["b", "0"] },
};

export const sentSpec: Spec = { "message_id!": "s1", created_at: { "|": ["s", "0"] } };

export const registeredSpec: Spec = { "token!": "s1", agent_id: { "|": ["s", "0"] } };

export const webhookSpec: Spec = {
  "webhook_id!": "s1",
  url: { "|": ["s", "0"] },
  is_active: { "|": ["b", "0"] },
};
