import { expect, it } from "vitest";
import { encodeReplyText, encodeServerFrame } from "../../src/frames/codec.js";

// Every code unit in turn, and from the middle of the halves of surrogate pairs on, which stand alone.
const everything = String.fromCharCode(...Array.from({ length: 0x1_00_00 }, (_, unit) => unit));
const texts = ["", "Hello!", '"},{"', "\\", "😀", "\u2028", everything, everything.slice(0xda_00)];

it.each([
  ["chat.response", true],
  ["chat.stream", false],
] as const)("writes the %s of a text as it is written field by field", (type, done) => {
  for (const content of texts) {
    for (const messageId of ["m-1", '"', "\ud800"]) {
      const frame = { type, messageId, content, done } as Parameters<typeof encodeServerFrame>[0];
      expect(encodeReplyText(messageId, content, done)).toBe(encodeServerFrame(frame));
    }
  }
});
