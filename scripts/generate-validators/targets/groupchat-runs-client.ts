import {
  agentSchema,
  commentBodySchema,
  finishBodySchema,
  listParamsSchema,
  startBodySchema,
} from "../../../packages/groupchat-runs-client/src/schemas/index.js";
import type { Target } from "../target.js";

export const groupchatRunsClient: Target = {
  folder: "packages/groupchat-runs-client/src/generated",
  files: {
    "answers.ts": { specs: { agent: agentSchema } },
    "bodies.ts": {
      specs: {
        startBody: startBodySchema,
        commentBody: commentBodySchema,
        finishBody: finishBodySchema,
        listParams: listParamsSchema,
      },
    },
  },
};
