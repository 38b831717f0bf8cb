import {
  agentEventSchema,
  chatEventSchema,
  chatMessageSchema,
  contentBlockSchema,
  eventSchemas,
  helloOkSchema,
  paramsSchemas,
} from "../../../packages/gateway-client/src/schemas/index.js";
import type { Target } from "../target.js";
import { upstreamMethods } from "../upstream-methods.js";

const shared = {
  chatMessage: chatMessageSchema,
  contentBlock: contentBlockSchema,
};

export const gatewayClient: Target = {
  folder: "packages/gateway-client/src/generated",
  files: {
    "events.ts": {
      shared,
      tables: { eventSpecs: eventSchemas },
      checks: { eventChecks: { chat: chatEventSchema, agent: agentEventSchema } },
    },
    "hello.ts": { specs: { helloOk: helloOkSchema } },
    "params.ts": { tables: { paramsSpecs: paramsSchemas } },
  },
  others: { "protocol.ts": upstreamMethods },
};
