import fc from "fast-check";
import { expect, it } from "vitest";
import { encodeReplyText, encodeServerFrame } from "../../src/frames/codec.js";

it("writes the frames of a text as they are written field by field", () => {
  const text = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(text, text, (messageId, content) => {
      expect(encodeReplyText(messageId, content, true)).toBe(
        encodeServerFrame({ type: "chat.response", messageId, content, done: true }),
      );
      expect(encodeReplyText(messageId, content, false)).toBe(
        encodeServerFrame({ type: "chat.stream", messageId, content, done: false }),
      );
    }),
  );
});

it("keeps halves of a surrogate pair apart from one another", () => {
  const frame = encodeReplyText("m", "\ud800", true) + encodeReplyText("m", "\udc00", true);
  expect(frame).toContain(String.raw`"\ud800"`);
  expect(frame).toContain(String.raw`"\udc00"`);
});
