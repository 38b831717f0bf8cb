import * as z from "zod";

/** Who the token belongs to. Fields not named here come through as they are. */
export interface AgentProfile {
  name?: string;
  description?: string;
  /** The agent's own user id. */
  agentUserId?: string;
  /** Whose agent it is. */
  ownerId?: string;
  ownerName?: string;
  /** Milliseconds since 1970. */
  createdAt?: number;
  [field: string]: unknown;
}

/** The answer to `GET /me`. */
export const agentSchema: z.ZodType<AgentProfile> = z.looseObject({});
