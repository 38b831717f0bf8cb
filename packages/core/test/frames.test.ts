import {
  messageBytes,
  messageText,
  parseFrames,
  ProtocolError,
  type RawMessage,
} from "@hawser/core";
import fc from "fast-check";
import { expect, test } from "vitest";

const encoder = new TextEncoder();

/** The same text as a string, a Buffer, a plain Uint8Array inside a larger buffer, and an ArrayBuffer. */
function forms(text: string): RawMessage[] {
  const bytes = encoder.encode(text);
  const padded = new Uint8Array(bytes.length + 8);
  padded.set(bytes, 3);
  return [
    text,
    Buffer.from(bytes),
    padded.subarray(3, 3 + bytes.length),
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  ];
}

function read(data: RawMessage): unknown[] {
  const values: unknown[] = [];
  parseFrames(data, (value) => values.push(value));
  return values;
}

const wellFormed = fc.string({ unit: "grapheme" });

test("text and size are the same in every form", () => {
  fc.assert(
    fc.property(wellFormed, (text) => {
      for (const form of forms(text)) {
        expect(messageText(form)).toBe(text);
        expect(messageBytes(form)).toBe(encoder.encode(text).length);
      }
    }),
  );
});

test("any JSON value comes back from one message, in every form", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      for (const form of forms(text)) expect(read(form)).toEqual([JSON.parse(text)]);
    }),
  );
});

test("several values on lines of their own come in order, blank lines and CRLF ignored", () => {
  const separator = fc.constantFrom("\n", "\r\n", "\n\n", "\n \n");
  fc.assert(
    fc.property(fc.array(fc.json(), { minLength: 2 }), separator, (texts, between) => {
      const values = texts.map((text) => JSON.parse(text) as unknown);
      expect(read(texts.join(between) + between)).toEqual(values);
    }),
  );
});

test("a pretty-printed value is one value", () => {
  expect(read('{\n  "a": [\n    1,\n    2\n  ]\n}\n')).toEqual([{ a: [1, 2] }]);
});

test("a byte order mark is skipped", () => {
  for (const form of forms('\uFEFF{"a":1}')) expect(read(form)).toEqual([{ a: 1 }]);
});

test.each(["", " ", "\n\n", "hello", '{"a":', "{'a':1}", "NaN", "\u0000\u0001", "{}{}"])(
  "%j is malformed",
  (text) => {
    expect(() => read(text)).toThrow(ProtocolError);
    expect(() => read(text)).toThrow(expect.objectContaining({ code: "MALFORMED_FRAME" }));
  },
);

test("the lines that are JSON are visited before the broken ones are reported", () => {
  const values: unknown[] = [];
  const read = (): void => {
    parseFrames('{"a":1}\nsecret-garbage\n{"b":2}', (value) => values.push(value));
  };
  expect(read).toThrow("1 of 3 lines are not JSON");
  expect(values).toEqual([{ a: 1 }, { b: 2 }]);
});

test("the error quotes nothing of the message, not even in its cause", () => {
  try {
    read("my-token-is-hunter2");
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError);
    const { message, cause, stack } = error as ProtocolError;
    expect(cause).toBeUndefined();
    expect(`${message}${stack ?? ""}`).not.toContain("hunter2");
  }
});

test("arbitrary bytes either parse or are malformed, nothing else", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      try {
        read(bytes);
      } catch (error) {
        expect(error).toMatchObject({ code: "MALFORMED_FRAME" });
      }
    }),
  );
});

test("what the visitor throws is no malformed frame, and the other lines still come", () => {
  const seen: unknown[] = [];
  const boom = new Error("boom");
  const visit = (value: unknown): void => {
    seen.push(value);
    if (value === 1) throw boom;
  };
  expect(() => parseFrames("1", visit)).toThrow(boom);
  expect(() => parseFrames("1\n2", visit)).toThrow(boom);
  expect(seen).toEqual([1, 1, 2]);
});
