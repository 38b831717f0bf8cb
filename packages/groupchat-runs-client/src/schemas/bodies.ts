import * as z from "zod";

/** What `start` posts. */
export interface StartBody {
  /** Shown as a comment on the task. */
  body?: string;
}

/** What `comment` posts. */
export interface CommentBody {
  /** The comment. Not empty. */
  body: string;
}

/** What a run has cost, in US dollars. */
export interface RunCosts {
  /** Of this step. At least 0. */
  stepCostUsd?: number;
  /** In all. At least 0. */
  totalCostUsd?: number;
}

/** What `complete` and `error` post. */
export interface FinishBody extends RunCosts {
  /** The summary, or what went wrong. Not empty. */
  body: string;
}

/** The query of a list. */
export interface ListParams {
  /** Only runs of that status, such as `PENDING`. */
  status?: string;
  /** Only runs of that workspace. */
  workspaceId?: string;
  /** At least 1. */
  limit?: number;
}

const text = z.string().min(1);
const cost = z.number().min(0).exactOptional();

export const startBodySchema: z.ZodType<StartBody> = z.looseObject({ body: text.exactOptional() });

export const commentBodySchema: z.ZodType<CommentBody> = z.looseObject({ body: text });

export const finishBodySchema: z.ZodType<FinishBody> = z.looseObject({
  body: text,
  stepCostUsd: cost,
  totalCostUsd: cost,
});

export const listParamsSchema: z.ZodType<ListParams> = z.looseObject({
  status: text.exactOptional(),
  workspaceId: text.exactOptional(),
  limit: z.int().min(1).exactOptional(),
});
