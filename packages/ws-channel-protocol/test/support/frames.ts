import type { ChatSendFrame, ClientFrame, ServerFrame } from "../../src/index.js";

/** A `chat.send` with every field that there is. */
export const fullSend: ChatSendFrame = {
  type: "chat.send",
  content: "Look at this",
  messageId: "m1",
  senderId: "ada",
  senderName: "Ada",
  chatType: "group",
  groupId: "dev-team",
  groupSubject: "Dev Team",
  replyToMessageId: "m0",
  replyToBody: "What do you think?",
  mediaPath: "/srv/media/a.png",
  mediaType: "image/png",
  mediaPaths: ["/srv/media/a.png", "/srv/media/b.png"],
  mediaTypes: ["image/png", "image/png"],
  customData: { priority: "high", nested: { list: [1, null, true] } },
  sessionKey: "agent:main:ws:ada",
  attachments: [{ name: "c.png", mimeType: "image/png", data: "AAEC" }],
};

/** One frame of each type a client may send, with all its fields. */
export const clientFrames: readonly ClientFrame[] = [
  fullSend,
  { type: "chat.resume", messageIds: ["m1", "m2"] },
  { type: "chat.stop", messageId: "m1" },
  { type: "chat.join", groupId: "dev-team", groupSubject: "Dev Team" },
  { type: "chat.leave", groupId: "dev-team" },
];

/** One frame of each type a server may send, with all its fields. */
export const serverFrames: readonly ServerFrame[] = [
  { type: "chat.typing", messageId: "m1", groupId: "dev-team" },
  { type: "chat.stream", messageId: "m1", content: "Par", done: false, groupId: "dev-team" },
  {
    type: "chat.response",
    messageId: "m1",
    content: "Partly",
    done: true,
    mediaUrls: ["https://example.com/a.png"],
    groupId: "dev-team",
  },
  {
    type: "chat.response",
    content: "Connected to WebSocket chat server",
    server: {
      name: "hawser",
      features: ["resume", "stop"],
      maxPayload: 1_048_576,
      instance: "a1b2c3d4",
      resumeTtlMs: 120_000,
    },
    senderId: "ada",
  },
  {
    type: "chat.error",
    messageId: "m1",
    error: "Too fast",
    code: "rate_limited",
    retryAfterMs: 1000,
    groupId: "dev-team",
    path: "attachments[0].data",
  },
  {
    type: "chat.message",
    messageId: "m2",
    groupId: "dev-team",
    groupSubject: "Dev Team",
    senderId: "bob",
    senderName: "Bob",
    content: "Hi all",
    replyToMessageId: "m1",
    replyToBody: "Look at this",
    attachments: [{ mimeType: "image/png", data: "AAEC" }],
  },
];
