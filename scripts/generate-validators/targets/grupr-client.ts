import {
  gruprMessageSchema,
  gruprWebhookSchema,
  registeredSchema,
  sentMessageSchema,
} from "../../../packages/grupr-client/src/schemas/index.js";
import type { Target } from "../target.js";

export const gruprClient: Target = {
  folder: "packages/grupr-client/src/generated",
  files: {
    "answers.ts": {
      specs: {
        message: gruprMessageSchema,
        sent: sentMessageSchema,
        registered: registeredSchema,
        webhook: gruprWebhookSchema,
      },
    },
  },
};
