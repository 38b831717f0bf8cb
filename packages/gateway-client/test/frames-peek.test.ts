import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { peekFrame } from "../src/frames/index.js";
import { recordedEvents, recordedFrames } from "./support/recorded-frames.js";

const encoder = new TextEncoder();

/** What a peek may say of a frame: the truth or nothing. */
function expectTruth(text: string): void {
  const truth = JSON.parse(text) as Record<string, never> & { payload?: Record<string, unknown> };
  for (const data of [text, encoder.encode(text), encoder.encode(text).buffer]) {
    const peek = peekFrame(data);
    if (peek === undefined) continue;
    expect(peek.type).toBe(truth["type"]);
    expect(peek.event).toBe(truth["event"]);
    if (peek.type === "event") expect(peek.seq).toBe(truth["seq"]);
    else expect(peek.id).toBe(truth["id"]);
    if (peek.chatState !== undefined) expect(peek.chatState).toBe(truth.payload?.["state"]);
    if (peek.agentStream !== undefined) expect(peek.agentStream).toBe(truth.payload?.["stream"]);
    if (peek.runId !== undefined) expect(peek.runId).toBe(truth.payload?.["runId"]);
  }
}

describe("peekFrame on recorded frames", () => {
  it("tells the truth", () => {
    for (const { text } of recordedFrames) expectTruth(text);
  });

  it("sees every event that has a seq, but for one with a member after it", () => {
    const unseen = recordedEvents.filter(({ frame, text }) => "seq" in frame && !peekFrame(text));
    expect(unseen.map(({ frame }) => Object.keys(frame).at(-1))).toEqual(["recipientProfileId"]);
  });

  it("sees the run and state of every chat event, and the stream of every agent event", () => {
    for (const { frame, text } of recordedEvents) {
      // Protocol 3 sends tool events without a seq.
      if (!["chat", "agent"].includes(frame["event"] as string) || !("seq" in frame)) continue;
      const payload = frame["payload"] as Record<string, string>;
      expect(peekFrame(text)).toMatchObject({
        event: frame["event"],
        runId: payload["runId"],
        [frame["event"] === "chat" ? "chatState" : "agentStream"]:
          payload["state"] ?? payload["stream"],
      });
    }
  });

  it("sees the id of every response", () => {
    const responses = recordedFrames.filter(
      ({ frame }) => frame.type === "res" && typeof frame["id"] === "string",
    );
    expect(responses.length).toBeGreaterThan(100);
    for (const { frame, text } of responses) {
      expect(peekFrame(encoder.encode(text))).toEqual({ type: "res", id: frame["id"] });
    }
  });
});

describe("peekFrame on frames made to mislead", () => {
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
    ["an escaped id", '{"type":"res","id":"\\u0031","ok":true}'],
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
    [
      "two responses in one message",
      '{"type":"res","id":"1","ok":true}\n{"type":"res","id":"2","ok":true}',
    ],
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
      { runId: "r", message: { state: "final" }, state: "delta" },
      { runId: "r", sessionKey: ',"state":"final"', message: {} },
    ]) {
      const peek = peekFrame(chat(payload));
      expect(peek).toMatchObject({ event: "chat", seq: 1 });
      expect([peek?.chatState, peek?.runId]).toEqual([undefined, undefined]);
    }
    expect(peekFrame(chat({ runId: "r", sessionKey: "k", seq: 2, state: "final" }))).toMatchObject({
      chatState: "final",
      runId: "r",
    });
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
      ',"state":"final"',
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
        { runId: word, sessionKey: word, seq: fc.nat(), state: word, stream: word, message: value },
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
