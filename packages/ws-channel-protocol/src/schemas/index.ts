export {
  chatAttachmentSchema,
  chatJoinSchema,
  chatLeaveSchema,
  chatResumeSchema,
  chatSendSchema,
  chatStopSchema,
  clientFrameSchemas,
} from "./client-frames.js";
export {
  chatErrorSchema,
  chatMessageSchema,
  chatResponseSchema,
  chatStreamSchema,
  chatTypingSchema,
  serverFrameSchemas,
  serverInfoSchema,
} from "./server-frames.js";
