import * as z from "zod";

/** What registering answers. */
export interface RegisteredWire {
  /** Shown once. */
  token: string;
  agent_id?: string | null;
  [field: string]: unknown;
}

const text = z.union([z.string(), z.null()]).exactOptional();

/** The answer of registering an agent. */
export const registeredSchema: z.ZodType<RegisteredWire> = z.looseObject({
  token: z.string().min(1),
  agent_id: text,
});

/** A webhook as the hub writes it. Fields not named here come through as they are. */
export interface GruprWebhook {
  webhook_id: string;
  url?: string | null;
  is_active?: boolean | null;
  [field: string]: unknown;
}

/** The answer of setting a webhook. */
export const gruprWebhookSchema: z.ZodType<GruprWebhook> = z.looseObject({
  webhook_id: z.string().min(1),
  url: text,
  is_active: z.union([z.boolean(), z.null()]).exactOptional(),
});
