import type { Decoder } from "../run/decoder.js";
import { agentAssistant, chatDelta, helloText, textSteps } from "../server/shapes.js";
import { cpuOf, type Sample } from "./sample.js";

export type DecodeSide = "JSON.parse" | "hawser" | "zod";
export type DecodeFrame = "chat delta" | "agent event" | "hello";

export interface DecodeTask {
  readonly workload: "decode";
  readonly side: DecodeSide;
  readonly frame: DecodeFrame;
  readonly frames: number;
  /** Where the compiled decoder stands. */
  readonly decoder: string;
}

/** CPU per frame, from the bytes `ws` delivers to a value whose shape is known. */
export async function decode({ side, frame, frames, decoder }: DecodeTask): Promise<Sample> {
  const messages = messagesOf(frame);
  const read = await reader(side, frame, decoder);
  let good = 0;
  const work = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) if (read(messages[i % messages.length] as Buffer)) good++;
  };
  await work(Math.ceil(frames / 3));
  good = 0;
  const cpu = await cpuOf(() => work(frames));
  if (good !== frames) throw new Error(`${side} took ${good} of ${frames} frames`);
  return { cpuMicrosPerFrame: cpu / frames };
}

type Read = (data: Buffer) => boolean;

interface Envelope {
  readonly event?: string;
  readonly payload?: unknown;
}

async function reader(side: DecodeSide, frame: DecodeFrame, path: string): Promise<Read> {
  if (side === "JSON.parse") {
    return (data) => (JSON.parse(data.toString()) as Envelope).payload !== undefined;
  }
  if (side === "zod") {
    const { eventSchemas, helloOkSchema } = await import("@hawser/gateway-client/schemas");
    const name = frame === "chat delta" ? "chat" : "agent";
    const schema = frame === "hello" ? helloOkSchema : eventSchemas[name];
    return (data) => {
      const { payload } = JSON.parse(data.toString()) as Envelope;
      return schema?.safeParse(payload).success === true;
    };
  }
  const decoder = (await import(path)) as Decoder;
  return (data) => {
    let valid = false;
    decoder.parseFrames(data, (value) => {
      const decoded = decoder.decodeFrame(value);
      if (decoded.type === "event")
        valid = decoder.validateEvent(decoded.event, decoded.payload).ok;
      else if (decoded.type === "res") valid = decoder.validateHello(decoded.payload) !== undefined;
    });
    return valid;
  };
}

const DELTAS = 60;

function messagesOf(frame: DecodeFrame): readonly Buffer[] {
  if (frame === "hello") {
    return [Buffer.from(`{"type":"res","id":"connect","ok":true,"payload":${helloText}}`)];
  }
  const runId = "92094dba-401d-4cc4-bf3b-112fa3bd9fe8";
  return textSteps(DELTAS).map((step, i) => {
    const [event, payload] =
      frame === "chat delta"
        ? ["chat", chatDelta(runId, i + 1, step)]
        : ["agent", agentAssistant(runId, i + 1, step)];
    return Buffer.from(JSON.stringify({ type: "event", event, payload, seq: i + 1 }));
  });
}
