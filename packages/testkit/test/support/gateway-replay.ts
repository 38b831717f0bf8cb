import { WebSocket } from "ws";
import type { TestGateway } from "../../src/index.js";
import type { DeviceCabinet, RecordedConnect, RecordedDevice } from "./gateway-device.js";
import { type Bindings, rebind } from "./gateway-shape.js";
import {
  eventFamily,
  frameKind,
  type RecordedFrame,
  type RecordedLine,
  StreamTrimmer,
} from "./gateway-transcript.js";

/** What came back when a recording was played against a gateway. */
export interface Replayed {
  readonly responses: ReadonlyMap<string, readonly RecordedFrame[]>;
  readonly events: readonly RecordedFrame[];
  readonly close: { readonly code: number; readonly reason: string };
}

/** How to play it. */
export interface ReplayOptions {
  readonly scenario: string;
  readonly bindings: Bindings;
  readonly devices: DeviceCabinet;
  readonly origin?: string;
  /** Holds a request back until something else has happened. */
  readonly before?: (method: unknown) => Promise<unknown>;
  /** Sees each frame as it comes, with the recorded one in its place. */
  readonly onPair: (recorded: RecordedFrame, ours: RecordedFrame) => void;
}

/** Recorded pauses of seconds become milliseconds. */
export const PACE = 8;

/** A frame as it is sent: slow words come faster, deadlines sooner. */
const hastened = (text: string): string =>
  text
    .replace(
      /SLOW:(\d+)x(\d+)/g,
      (_all, words, ms) => `SLOW:${words}x${Math.round(Number(ms) / PACE)}`,
    )
    .replace(/"timeoutMs":(2000|3000)\b/, (_all, ms) => `"timeoutMs":${Number(ms) / PACE}`);

/** Collects what a socket receives and lets the player wait for it. */
class Inbox {
  readonly responses = new Map<string, RecordedFrame[]>();
  readonly events: RecordedFrame[] = [];
  challenge = { nonce: "", ts: 0 };
  #wake: () => void = () => undefined;
  readonly #trimmer: StreamTrimmer;

  constructor(socket: WebSocket, scenario: string) {
    this.#trimmer = new StreamTrimmer(scenario);
    socket.on("message", (data) => this.#take(JSON.parse(String(data)) as RecordedFrame));
    socket.on("close", () => this.#wake());
  }

  async until(there: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + 4000;
    while (!there()) {
      if (Date.now() > deadline)
        throw new Error(`never came: ${what}; got ${this.events.map(frameKind).join(" ")}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 200);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  #take(frame: RecordedFrame): void {
    if (frame.event === "connect.challenge") {
      this.challenge = frame.payload as typeof this.challenge;
    }
    if (frame.type === "res") {
      const id = String(frame.id);
      this.responses.set(id, [...(this.responses.get(id) ?? []), frame]);
    } else if (this.#trimmer.keeps(frame)) {
      this.events.push(frame);
    }
    this.#wake();
  }
}

/** Plays the outgoing half of a recording, in step with its incoming half. */
export async function replay(
  gateway: TestGateway,
  lines: readonly RecordedLine[],
  options: ReplayOptions,
): Promise<Replayed> {
  const { bindings, scenario, devices } = options;
  const socket = new WebSocket(gateway.url, options.origin ? { origin: options.origin } : {});
  const inbox = new Inbox(socket, scenario);
  const closed = new Promise<Replayed["close"]>((resolve) =>
    socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() })),
  );
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const events = new Map<string, number>();
  const answered = new Map<string, number>();
  for (const line of lines) {
    switch (line.dir) {
      case "open":
        break;
      case "out": {
        await options.before?.(line.frame.method);
        const frame = rebind(line.frame, bindings);
        if (frame.method === "connect" && !answered.has("1")) {
          await inbox.until(() => inbox.challenge.nonce !== "", "challenge");
          // The device is told by its recorded key, the rest by what it is in this run.
          const { device } = line.frame.params as { device?: RecordedDevice };
          const bound = { ...(frame.params as RecordedConnect), ...(device ? { device } : {}) };
          const params = devices.sign(bound, inbox.challenge, scenario);
          socket.send(JSON.stringify({ ...frame, params }));
        } else {
          socket.send(hastened(JSON.stringify(frame)));
        }
        break;
      }
      case "out-raw":
        socket.send(line.frame.head);
        break;
      case "out-binary":
        socket.send(Buffer.from(line.frame.hex, "hex"));
        break;
      case "in": {
        const { frame } = line;
        if (frame.type === "res") {
          const id = String(frame.id);
          const nth = answered.get(id) ?? 0;
          answered.set(id, nth + 1);
          await inbox.until(() => (inbox.responses.get(id)?.length ?? 0) > nth, `response ${id}`);
          const ours = inbox.responses.get(id)?.[nth];
          if (ours) options.onPair(frame, ours);
        } else {
          const family = eventFamily(frame);
          const nth = events.get(family) ?? 0;
          events.set(family, nth + 1);
          const own = (): RecordedFrame[] =>
            inbox.events.filter((event) => eventFamily(event) === family);
          await inbox.until(() => own().length > nth, frameKind(frame));
          const ours = own()[nth];
          if (ours) options.onPair(frame, ours);
        }
        break;
      }
      case "close":
        // 1000 without a reason is the recording client going away by itself.
        if (line.frame.code === 1000 && inbox.responses.size > 0) socket.close(1000);
        break;
      default:
        line satisfies never;
    }
  }
  // A client that was still there when the recording ended.
  if (!lines.some((line) => line.dir === "close")) socket.close(1000);
  const close = await closed;
  return { responses: inbox.responses, events: inbox.events, close };
}
