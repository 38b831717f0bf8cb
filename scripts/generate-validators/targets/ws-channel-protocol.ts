import {
  chatAttachmentSchema,
  clientFrameSchemas,
  serverFrameSchemas,
} from "../../../packages/ws-channel-protocol/src/schemas/index.js";
import type { Target } from "../target.js";

const shared = { chatAttachment: chatAttachmentSchema };

export const wsChannelProtocol: Target = {
  folder: "packages/ws-channel-protocol/src/generated",
  files: {
    "client-frames.ts": {
      shared,
      tables: { clientFrameSpecs: clientFrameSchemas },
      checks: { clientFrameChecks: { "chat.send": clientFrameSchemas["chat.send"] } },
    },
    "server-frames.ts": {
      shared,
      tables: { serverFrameSpecs: serverFrameSchemas },
      checks: {
        serverFrameChecks: {
          "chat.stream": serverFrameSchemas["chat.stream"],
          "chat.response": serverFrameSchemas["chat.response"],
        },
      },
    },
  },
};
