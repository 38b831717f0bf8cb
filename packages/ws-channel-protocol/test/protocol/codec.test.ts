import { ProtocolError, ValidationError } from "@hawser/core";
import { describe, expect, it } from "vitest";
import {
  decodeClientFrame,
  decodeServerFrame,
  encodeClientFrame,
  encodeServerFrame,
  type ClientFrame,
} from "../../src/index.js";
import { recordedFrames } from "../support/fixtures.js";
import { clientFrames, fullSend, serverFrames } from "../support/frames.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("client frames", () => {
  it.each(clientFrames.map((frame) => [frame.type, frame] as const))(
    "%s survives the way there with every field",
    (_, frame) => {
      expect(decodeClientFrame(encodeClientFrame(frame))).toEqual(frame);
      expect(decodeClientFrame(bytes(encodeClientFrame(frame)))).toEqual(frame);
    },
  );

  it("need no more than type and content", () => {
    const frame = { type: "chat.send", content: "Hello!" };
    expect(decodeClientFrame(JSON.stringify(frame))).toEqual(frame);
  });

  it("keep fields that nobody knows", () => {
    const frame = { type: "chat.send", content: "x", tomorrow: [1] };
    expect(decodeClientFrame(JSON.stringify(frame))).toEqual(frame);
  });

  it("take null for a field that is not there", () => {
    const text = '{"type":"chat.send","content":"x","senderName":null,"mediaPaths":null}';
    expect(decodeClientFrame(text)).toEqual({ type: "chat.send", content: "x" });
  });

  it.each([
    [{ content: "x" }, "type"],
    [{ type: "nope" }, "type"],
    [{ type: 5 }, "type"],
    [{ type: "__proto__" }, "type"],
    [{ type: "toString" }, "type"],
    [{ type: "chat.response", content: "x" }, "type"],
    [{ type: "chat.send" }, "content"],
    [{ type: "chat.send", content: null }, "content"],
    [{ type: "chat.send", content: 5 }, "content"],
    [{ type: "chat.send", content: "" }, "content"],
    [{ type: "chat.send", content: "", attachments: [] }, "content"],
    [{ type: "chat.send", content: "x", messageId: 5 }, "messageId"],
    [{ type: "chat.send", content: "x", messageId: "" }, "messageId"],
    [{ type: "chat.send", content: "x", chatType: "channel" }, "chatType"],
    [{ type: "chat.send", content: "x", mediaPaths: ["a", 1] }, "mediaPaths[1]"],
    [{ type: "chat.send", content: "x", customData: [] }, "customData"],
    [{ type: "chat.send", content: "x", attachments: [{ data: "" }] }, "attachments[0].mimeType"],
    [{ type: "chat.resume", messageIds: "m1" }, "messageIds"],
    [{ type: "chat.stop" }, "messageId"],
    [{ type: "chat.join", groupId: "" }, "groupId"],
    [{ type: "chat.leave" }, "groupId"],
  ])("refuses %j and says where", (value, path) => {
    const decode = (): unknown => decodeClientFrame(JSON.stringify(value));
    expect(decode).toThrow(ValidationError);
    expect(decode).toThrow(expect.objectContaining({ path, code: "INVALID_ARGUMENT" }));
    expect(() => encodeClientFrame(value as unknown as ClientFrame)).toThrow(ValidationError);
  });

  it("may have no text when a file comes along", () => {
    const picture = { mimeType: "image/png", data: "AAEC" };
    for (const more of [{ mediaPath: "/a" }, { mediaPaths: ["/a"] }, { attachments: [picture] }]) {
      const frame = { type: "chat.send" as const, content: "", ...more };
      expect(decodeClientFrame(encodeClientFrame(frame))).toEqual(frame);
    }
  });

  it.each(["", "{bad", "[]", "null", '"chat.send"', "5"])("calls %j malformed", (text) => {
    for (const data of [text, bytes(text)]) {
      expect(() => decodeClientFrame(data)).toThrow(ProtocolError);
      expect(() => decodeClientFrame(data)).toThrow(
        expect.objectContaining({ code: "MALFORMED_FRAME" }),
      );
    }
  });

  it("reads what was sent to upstream's server, and refuses what that refused", () => {
    const frames = recordedFrames("out");
    expect(frames.length).toBeGreaterThan(10);
    for (const frame of frames) {
      const text = JSON.stringify(frame);
      const refused = frame["type"] !== "chat.send" || frame["content"] === "";
      if (refused) expect(() => decodeClientFrame(text)).toThrow(ValidationError);
      else expect(decodeClientFrame(text)).toEqual(frame);
    }
  });

  it("quotes nothing of a message in its errors", () => {
    const told = [
      `{"token":"s3cret"`,
      `{"type":"s3cret"}`,
      `{"type":"chat.send","content":["s3cret"]}`,
    ];
    for (const text of told) {
      try {
        decodeClientFrame(text);
        expect.unreachable();
      } catch (error) {
        expect(String(error)).not.toContain("s3cret");
        expect(JSON.stringify(error)).not.toContain("s3cret");
      }
    }
  });

  it("are not written with what JSON cannot hold", () => {
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    for (const customData of [loop, { big: 1n }]) {
      expect(() => encodeClientFrame({ ...fullSend, customData })).toThrow(
        expect.objectContaining({ path: "customData" }),
      );
    }
  });
});

describe("server frames", () => {
  it.each(serverFrames.map((frame) => [frame.type, frame] as const))(
    "%s survives the way there with every field",
    (_, frame) => {
      expect(decodeServerFrame(encodeServerFrame(frame))).toEqual(frame);
      expect(decodeServerFrame(bytes(encodeServerFrame(frame)))).toEqual(frame);
    },
  );

  it("of a later version come back as unknown", () => {
    for (const value of [{ type: "chat.tool", name: "x" }, { type: 5 }, {}, { type: "hasOwn" }]) {
      expect(decodeServerFrame(JSON.stringify(value))).toEqual({ type: "unknown", value });
    }
  });

  it.each([
    [{ type: "chat.stream", messageId: "m" }, "content"],
    [{ type: "chat.response", content: 5 }, "content"],
    [{ type: "chat.response", content: "x", messageId: 7 }, "messageId"],
    [{ type: "chat.response", content: "x", server: { name: "x" } }, "server.features"],
    [{ type: "chat.error" }, "error"],
    [{ type: "chat.error", error: "x", retryAfterMs: -1 }, "retryAfterMs"],
    [{ type: "chat.message", messageId: "m", groupId: "g", content: "x" }, "senderId"],
  ])("refuses %j and says where", (value, path) => {
    const decode = (): unknown => decodeServerFrame(JSON.stringify(value));
    expect(decode).toThrow(expect.objectContaining({ path }));
    expect(decode).toThrow(ValidationError);
  });

  it("reads every frame recorded from upstream's server as it came", () => {
    const frames = recordedFrames("in");
    expect(frames.length).toBeGreaterThan(50);
    for (const frame of frames) expect(decodeServerFrame(JSON.stringify(frame))).toEqual(frame);
  });
});
