import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import { EventCycle, type EventKind, FIRST_SEQ } from "./event-cycle.js";
import {
  challengeText,
  chatDelta,
  chatFinal,
  eventHead,
  helloText,
  historyText,
  textSteps,
} from "./shapes.js";
import { textFrame } from "./wire.js";

interface Request {
  readonly id: string;
  readonly method: string;
  readonly params?: { readonly message?: string; readonly idempotencyKey?: string };
}

const cycles: Readonly<Record<EventKind, EventCycle>> = {
  chat: new EventCycle("chat"),
  other: new EventCycle("other"),
};

/**
 * One client's connection to the bench gateway: just enough protocol 4 for a client to connect, call
 * `chat.history`, and order what is measured through `chat.send`:
 * `STREAM chat|other <count>` is answered after so many events were sent, `RUN` begins a run that says
 * nothing yet, `GO <deltas>` lets all begun runs speak at once and end.
 */
export class GatewaySession {
  readonly #ws: WebSocket;
  readonly #socket: Duplex;
  #seq = FIRST_SEQ;
  #runs: string[] = [];
  #runCount = 0;
  #answers: Buffer[] = [];

  constructor(ws: WebSocket, socket: Duplex) {
    this.#ws = ws;
    this.#socket = socket;
    ws.on("message", (data) => this.#receive(data));
    ws.on("error", () => ws.terminate());
    ws.send(challengeText);
  }

  drop(): void {
    this.#ws.terminate();
  }

  #receive(data: RawData): void {
    const { id, method, params } = JSON.parse((data as Buffer).toString()) as Request;
    switch (method) {
      case "connect":
        return this.#answer(id, helloText);
      case "chat.history":
        return this.#answer(id, historyText);
      case "chat.send":
        return this.#send(id, params?.message ?? "", params?.idempotencyKey);
      default:
        return this.#answer(id, "{}");
    }
  }

  #send(id: string, message: string, key: string | undefined): void {
    const [command, first, second] = message.split(" ");
    switch (command) {
      case "STREAM":
        void this.#stream(first as EventKind, Number(second)).then(() => this.#answer(id, "{}"));
        return;
      case "RUN": {
        const runId = key ?? `run-${++this.#runCount}`;
        this.#runs.push(runId);
        return this.#answer(id, JSON.stringify({ runId, status: "started" }));
      }
      case "GO":
        this.#speak(Number(first));
        return this.#answer(id, "{}");
      default:
        return this.#answer(id, "{}");
    }
  }

  /** Answers of one turn go out in one write, so that a busy server does not cost its clients. */
  #answer(id: string, payload: string): void {
    this.#answers.push(
      textFrame(`{"type":"res","id":${JSON.stringify(id)},"ok":true,"payload":${payload}}`),
    );
    if (this.#answers.length > 1) return;
    setImmediate(() => {
      const answers = this.#answers;
      this.#answers = [];
      if (!this.#socket.destroyed) this.#socket.write(Buffer.concat(answers));
    });
  }

  async #stream(kind: EventKind, count: number): Promise<void> {
    const cycle = cycles[kind];
    for (let left = count; left > 0 && !this.#socket.destroyed;) {
      const part = Math.min(left, cycle.length);
      await this.#write(cycle.bytes(part, this.#seq));
      this.#seq += part;
      left -= part;
    }
  }

  /** All begun runs at once, a delta each in turn, then their ends. */
  #speak(deltas: number): void {
    const runs = this.#runs;
    this.#runs = [];
    const steps = textSteps(deltas);
    const frames: Buffer[] = [];
    const say = (payload: object): void => {
      frames.push(textFrame(`${eventHead("chat", payload)}${this.#seq++}}`));
    };
    for (const [i, step] of steps.entries()) {
      for (const runId of runs) say(chatDelta(runId, i + 1, step));
    }
    for (const runId of runs) say(chatFinal(runId, deltas + 1, steps.at(-1)?.text ?? ""));
    this.#socket.write(Buffer.concat(frames));
  }

  #write(bytes: Buffer): Promise<void> | undefined {
    if (this.#socket.write(bytes)) return undefined;
    return new Promise((resolve) => {
      const done = (): void => {
        this.#socket.off("drain", done).off("close", done);
        resolve();
      };
      this.#socket.on("drain", done).on("close", done);
    });
  }
}
