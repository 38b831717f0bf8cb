export interface ModelChoice {
  id: string;
  name: string;
  provider: string;
  /** Tokens. */
  contextWindow?: number | undefined;
  reasoning?: boolean | undefined;
  input?: string[] | undefined;
  tags?: string[] | undefined;
  /** Protocol 4; absent means nothing is known against it. */
  available?: boolean | undefined;
  unavailableReason?: string | undefined;
  /** ms since the epoch. */
  unavailableUntil?: number | undefined;
  [field: string]: unknown;
}

export interface ModelsListParams {
  /** Protocol 4. */
  view?: "default" | "configured" | "provider-config" | "all";
  /** Protocol 4. */
  agentId?: string;
  [field: string]: unknown;
}

export interface ModelsListResult {
  models: ModelChoice[];
  [field: string]: unknown;
}

export interface ModelMethods {
  "models.list": { params: ModelsListParams; result: ModelsListResult };
}
