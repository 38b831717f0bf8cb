import fc from "fast-check";
import { clientFrames, fullSend } from "../../support/frames.js";
import { mutated } from "../../support/mutated.js";

const { constantFrom, integer, oneof, string, tuple, uint8Array } = fc;

const plain = { type: "chat.send", content: "hi", messageId: "m1" };

/** The text of a valid message with one more member, written as it stands. */
function withMember(member: string): string {
  return `${JSON.stringify(plain).slice(0, -1)},${member}}`;
}

function nested(depth: number): string {
  return `${'{"a":['.repeat(depth)}${"]}".repeat(depth)}`;
}

/** What people have tried on servers like this one. */
const known: readonly string[] = [
  "",
  " ",
  "null",
  "0",
  '"chat.send"',
  "[]",
  "{}",
  "{bad",
  "\uFEFF{}",
  '{"type":"chat.send"}',
  '{"type":"chat.send","content":""}',
  '{"type":["chat.send"],"content":"hi"}',
  '{"type":"__proto__","content":"hi"}',
  '{"type":"constructor","content":"hi"}',
  '{"type":"toString","content":"hi"}',
  "[".repeat(20_000),
  nested(5000),
  withMember(`"customData":${nested(40)}`),
  withMember(`"customData":${nested(5000)}`),
  withMember(`"other":${nested(5000)}`),
  withMember(
    `"attachments":[{"mimeType":"a/b","data":"","deep":${nested(5000)}}],"chatType":"group","groupId":"g"`,
  ),
  withMember('"__proto__":{"chatType":"group","polluted":true}'),
  withMember('"constructor":{"prototype":{"polluted":true}}'),
  withMember('"customData":{"__proto__":{"polluted":true},"toString":1,"hasOwnProperty":null}'),
  withMember('"content":"said twice"'),
  withMember('"senderName":"\\ud800"'),
  withMember('"senderId":"\\udfff"'),
  withMember('"groupId":"\\ud83d","chatType":"group"'),
  withMember('"content":"\\ud800 alone"'),
  withMember('"messageId":"\\ud800"'),
  withMember('"messageId":"a\\u0000b"'),
  withMember('"sessionKey":"../../x"'),
  withMember('"number":1e999'),
  withMember(`"replyToBody":"${"x".repeat(200_000)}"`),
  withMember(`"${"k".repeat(100_000)}":1`),
  withMember(`"messageId":"${"m".repeat(100_000)}"`),
  withMember(`"customData":[${"0,".repeat(10_000)}0]`),
  withMember(`"mediaPaths":[${'"/etc/passwd",'.repeat(5000)}""]`),
  withMember('"mediaPath":"\\u0000"'),
  '{"type":"chat.stop","messageId":""}',
  '{"type":"chat.resume","messageIds":[]}',
  '{"type":"chat.resume","messageIds":["m1","m1","a\\nb"]}',
  `{"type":"chat.resume","messageIds":[${'"x",'.repeat(300)}"y"]}`,
  '{"type":"chat.join","groupId":"a\\nb"}',
  '{"type":"chat.leave","groupId":"a\\nb"}',
  '{"type":"chat.join","groupId":"__proto__"}',
];

/** Texts that are no frame, whatever else is said. */
export const unreadable: fc.Arbitrary<string> = oneof(
  constantFrom("", "null", "[]", "{}", "{bad", "[".repeat(20_000), nested(5000)),
  string({ unit: "binary", maxLength: 40 }).map((text) => `{${text}`),
  tuple(constantFrom(...clientFrames), fc.nat()).map(([frame, at]) => {
    const text = JSON.stringify(frame);
    return text.slice(0, at % text.length);
  }),
);

/** Anything that a client may put into one message. */
export const anything: fc.Arbitrary<string | Uint8Array> = oneof(
  { weight: 4, arbitrary: mutated(clientFrames).map((value) => JSON.stringify(value)) },
  { weight: 4, arbitrary: constantFrom(...known) },
  { weight: 1, arbitrary: unreadable },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: string({ unit: "binary", maxLength: 200 }) },
  { weight: 1, arbitrary: uint8Array({ maxLength: 200 }) },
  { weight: 1, arbitrary: constantFrom(Buffer.from(JSON.stringify(fullSend))) },
);

/** How a message is cut into fragments, and whether a ping comes between them. */
export interface Cuts {
  readonly at: readonly number[];
  readonly ping: boolean;
}

export const cuts: fc.Arbitrary<Cuts> = fc.record({
  at: fc.array(integer({ min: 0, max: 400 }), { maxLength: 4 }),
  ping: fc.boolean(),
});
