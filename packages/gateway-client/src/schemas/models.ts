import * as z from "zod";

/** A model the gateway can use. Fields not named here come through as they are. */
export interface ModelChoice {
  id: string;
  name: string;
  provider: string;
  /** `provider/id`: what `sessions.patch` takes as `model`. Filled in by `gateway.models.list`. */
  ref?: string;
  /** In tokens. */
  contextWindow?: number;
  reasoning?: boolean;
  /** `text`, `image`, `audio`, … */
  input?: string[];
  tags?: string[];
  /** Absent means that nothing is known against it. Protocol 4. */
  available?: boolean;
  /** `missing-auth`, `auth-failed`, `cooldown`. Protocol 4. */
  unavailableReason?: string;
  /** Milliseconds since 1970. Protocol 4. */
  unavailableUntil?: number;
  [field: string]: unknown;
}

export interface ModelsListParams {
  /** Which models; without it the gateway's usual choice. Protocol 4. */
  view?: "default" | "configured" | "provider-config" | "all" | undefined;
  /** Protocol 4. */
  agentId?: string | undefined;
}

/** What real gateways answer to `models.list`; the document promises a bare array. */
export interface ModelsListResult {
  models: ModelChoice[];
  [field: string]: unknown;
}

const modelsListParamsSchema: z.ZodType<ModelsListParams> = z.looseObject({
  view: z.enum(["default", "configured", "provider-config", "all"]).optional(),
  agentId: z.string().optional(),
});

/** Methods about models. */
export interface ModelMethods {
  "models.list": { params: ModelsListParams; result: ModelsListResult };
}

export const modelParamsSchemas: { readonly [method: string]: z.ZodType } = {
  "models.list": modelsListParamsSchema,
};
