import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ASSISTANT,
  DELTA,
  eventHint,
  eventNameOf,
  eventSeq,
  frameOf,
  hintOf,
  HINTS,
  runSaying,
} from "../src/frames/index.js";
import { recordedEvents, recordedFrames } from "./support/recorded-frames.js";

const encoder = new TextEncoder();

interface Peek {
  readonly event: string;
  readonly seq: number;
  /** The run that says a chat delta. */
  readonly delta: string | undefined;
  /** The run that says an assistant's text. */
  readonly assistant: string | undefined;
}

/** All that is seen of an event, or nothing. */
function peekFrame(data: string | Uint8Array | ArrayBuffer): Peek | undefined {
  const frame = frameOf(data);
  const event = eventNameOf(frame);
  const seq = event === undefined ? -1 : eventSeq(frame);
  if (event === undefined || seq < 0) return undefined;
  return {
    event,
    seq,
    delta: runSaying(frame, event, DELTA),
    assistant: runSaying(frame, event, ASSISTANT),
  };
}

/** What a peek may say of a frame: the truth or nothing. */
function expectTruth(text: string): void {
  const truth = JSON.parse(text) as Record<string, never> & { payload?: Record<string, unknown> };
  for (const data of [text, encoder.encode(text), encoder.encode(text).buffer]) {
    const peek = peekFrame(data);
    if (peek === undefined) continue;
    expect(truth["type"]).toBe("event");
    expect(peek.event).toBe(truth["event"]);
    expect(peek.seq).toBe(truth["seq"]);
    if (!(data instanceof ArrayBuffer)) expect(eventHint(data)).toBe(hintOf(peek.event));
    if (peek.delta !== undefined) {
      expect(truth.payload).toMatchObject({ runId: peek.delta, state: "delta" });
    }
    if (peek.assistant !== undefined) {
      expect(truth.payload).toMatchObject({ runId: peek.assistant, stream: "assistant" });
    }
  }
}

describe("a peek at recorded frames", () => {
  it("tells the truth", () => {
    for (const { text } of recordedFrames) expectTruth(text);
  });

  it("sees every event that has a seq, but for one with a member after it", () => {
    const unseen = recordedEvents.filter(({ frame, text }) => "seq" in frame && !peekFrame(text));
    expect(unseen.map(({ frame }) => Object.keys(frame).at(-1))).toEqual(["recipientProfileId"]);
  });

  it("sees the run of every chat delta and of every assistant text, and of nothing else", () => {
    for (const { frame, text } of recordedEvents) {
      const peek = peekFrame(text);
      if (peek === undefined) continue;
      const { runId, state, stream } = frame["payload"] as Record<string, string | undefined>;
      const { event } = frame;
      expect(peek.delta).toBe(event === "chat" && state === "delta" ? runId : undefined);
      expect(peek.assistant).toBe(event === "agent" && stream === "assistant" ? runId : undefined);
    }
  });

  it("gives every name a hint, and the common ones hints of their own", () => {
    const common = ["chat", "agent", "health", "tick", "presence", "cron"].map(hintOf);
    expect(new Set(common).size).toBe(common.length);
    for (const { frame } of recordedEvents) {
      const hint = hintOf(frame["event"] as string);
      expect(hint).toBeGreaterThanOrEqual(0);
      expect(hint).toBeLessThan(HINTS);
    }
  });
});

describe("a peek at frames made to mislead", () => {
  it.each([
    [
      "no seq, but one at the end of the payload",
      '{"type":"event","event":"a","payload":{"x":1,"seq":9}}',
    ],
    [
      "no seq, but a whole tail in the payload",
      '{"type":"event","event":"a","payload":{"x":1,"seq":9,"stateVersion":{"presence":1,"health":2}}}',
    ],
    ["another order", '{"type":"event","seq":3,"event":"a","payload":{}}'],
    ["seq not last", '{"type":"event","event":"a","payload":{},"seq":3,"more":{"x":1}}'],
    ["an escaped name", '{"type":"event","event":"a\\u0062","payload":{},"seq":3}'],
    [
      "a name with an escaped quote",
      '{"type":"event","event":"a\\",\\"payload\\":","payload":{},"seq":3}',
    ],
    ["a name beyond ASCII", '{"type":"event","event":"ä","payload":{},"seq":3}'],
    ["a negative seq", '{"type":"event","event":"a","payload":{},"seq":-3}'],
    ["a broken seq", '{"type":"event","event":"a","payload":{},"seq":3.5}'],
    ["an exponent", '{"type":"event","event":"a","payload":{},"seq":3e5}'],
    [
      "a seq too long to be exact",
      '{"type":"event","event":"a","payload":{},"seq":12345678901234567890}',
    ],
    [
      "two frames in one message",
      '{"type":"event","event":"a","payload":{},"seq":1}\n{"type":"event","event":"b","payload":{},"seq":2}',
    ],
    ["a response", '{"type":"res","id":"1","ok":true,"payload":{},"seq":1}'],
    ["a frame cut off", '{"type":"event","event":"a","payload":{"x":1},"se'],
    ["a request", '{"type":"req","id":"1","method":"connect"}'],
    ["something else", "hello"],
    ["nothing", ""],
  ])("says nothing for %s", (_, text) => {
    expect(peekFrame(text)).toBeUndefined();
    expect(peekFrame(encoder.encode(text))).toBeUndefined();
  });

  it("is not fooled by a message that looks like a frame's tail", () => {
    const text = JSON.stringify({
      type: "event",
      event: "chat",
      payload: { message: ',"seq":9}' },
      seq: 4,
    });
    expect(peekFrame(text)).toMatchObject({ event: "chat", seq: 4 });
    expect(
      peekFrame(JSON.stringify({ type: "event", event: "chat", payload: ',"seq":9}' })),
    ).toBeUndefined();
  });

  it("says nothing of the run where the payload begins otherwise", () => {
    const chat = (payload: object): string =>
      JSON.stringify({ type: "event", event: "chat", payload, seq: 1 });
    for (const payload of [
      { state: "delta", runId: "r" },
      { runId: 'r"', state: "delta" },
      { runId: "r", message: { state: "delta" }, state: "delta" },
      { runId: "r", sessionKey: ',"state":"delta"', message: {} },
      { runId: "r", state: "final" },
      { runId: "r", state: "deltas" },
    ]) {
      const peek = peekFrame(chat(payload));
      expect(peek).toMatchObject({ event: "chat", seq: 1 });
      expect(peek?.delta).toBeUndefined();
    }
    const delta = { runId: "r", sessionKey: "k", seq: 2, state: "delta" };
    expect(peekFrame(chat(delta))).toMatchObject({ delta: "r" });
  });

  it("accepts a newline after the frame", () => {
    expect(
      peekFrame('{"type":"event","event":"tick","payload":{"ts":1},"seq":12}\n'),
    ).toMatchObject({ event: "tick", seq: 12 });
  });

  it("agrees with the parser or says nothing, whatever the frame", () => {
    const trap = fc.constantFrom(
      ',"seq":9}',
      '"seq":9',
      "}",
      '"}',
      '{"type":"event","event":"x","payload":',
      "\\",
      '"',
      "\n",
      ',"state":"delta"',
      ',"stream":"assistant"',
      ',"stateVersion":{"presence":1,"health":2}}',
      '{"runId":"x"',
    );
    const word = fc.oneof(
      fc.constantFrom("a", "chat", "agent", "tick"),
      fc.string(),
      fc.array(trap, { maxLength: 3 }).map((parts) => parts.join("")),
    );
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        word,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(
          fc.oneof(fc.constantFrom("seq", "state", "stream", "runId", "stateVersion"), word),
          tie("value"),
          { maxKeys: 4, noNullPrototype: true },
        ),
      ),
    })).value;
    const payload = fc.oneof(
      value,
      fc.record(
        {
          runId: word,
          sessionKey: word,
          seq: fc.nat(),
          state: fc.oneof(fc.constant("delta"), word),
          stream: fc.oneof(fc.constant("assistant"), word),
          message: value,
        },
        { requiredKeys: ["runId"], noNullPrototype: true },
      ),
    );
    const event = fc.record(
      {
        type: fc.constant("event"),
        event: word,
        payload,
        seq: fc.oneof(fc.nat(), fc.integer(), fc.double(), word),
        stateVersion: fc.oneof(
          fc.record({ presence: fc.nat(), health: fc.nat() }, { noNullPrototype: true }),
          value,
        ),
        extra: value,
      },
      { requiredKeys: ["type"], noNullPrototype: true },
    );
    const response = fc.record(
      { type: fc.constant("res"), id: fc.oneof(word, fc.nat()), ok: fc.boolean(), payload: value },
      { requiredKeys: ["type"], noNullPrototype: true },
    );
    const shuffled = fc
      .tuple(fc.oneof(event, response), fc.infiniteStream(fc.nat()))
      .map(([frame, order]) =>
        Object.fromEntries(
          Object.entries(frame)
            .map((entry) => [order.next().value as number, entry] as const)
            .sort(([a], [b]) => a - b)
            .map(([, entry]) => entry),
        ),
      );
    fc.assert(
      fc.property(
        fc.oneof({ weight: 4, arbitrary: fc.oneof(event, response) }, shuffled),
        (frame) => {
          expectTruth(JSON.stringify(frame));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
