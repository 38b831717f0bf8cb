import { Emitter, type Logger, parseFrames, ProtocolError, type RawMessage } from "@hawser/core";
import type { ListenOptions } from "../client-port.js";
import {
  ASSISTANT,
  decodeFrame,
  DELTA,
  eventHint,
  eventNameOf,
  eventSeq,
  frameOf,
  hintOf,
  HINTS,
  type InboundFrame,
  isHelloOk,
  runSaying,
  validateEvent,
} from "../frames/index.js";
import { HeldDeltas } from "./held-deltas.js";
import { SeqTracker } from "./seq-tracker.js";

/** Where decoded frames go. */
export interface HubSinks {
  readonly logger: Logger;
  /** Takes frames of the handshake; false for all others. */
  handshake(frame: InboundFrame): boolean;
  bareHello(value: unknown): boolean;
  response(frame: InboundFrame & { type: "res" }): void;
  gap(gap: { expected: number; received: number }): void;
  /** An event was unusable: what it would have said has to be fetched. */
  unusable(event: string): void;
  /** Chat deltas carry the whole text so far. */
  cumulative(): boolean;
}

type Events = Record<string, unknown>;

/**
 * The way of a message from the socket to its listeners. Events nobody listens to are not parsed;
 * everything else is decoded and validated once, here.
 */
export class EventHub {
  readonly #sinks: HubSinks;
  readonly #seq = new SeqTracker();
  readonly #emitter: Emitter<Events>;
  // Made when needed, like the other tables here: an idle client is small.
  #economical: Map<string, number> | undefined;
  /** How many listen to events of each hint: their frames are parsed without a closer look. */
  #heard: Uint16Array | undefined;
  #held: HeldDeltas | undefined;
  readonly #take = (value: unknown): void => this.#dispatch(value, false);
  readonly #takeCounted = (value: unknown): void => this.#dispatch(value, true);

  constructor(sinks: HubSinks) {
    this.#sinks = sinks;
    this.#emitter = new Emitter<Events>({
      onListenerError: (error, event) => {
        sinks.logger.error("a listener threw", { event: String(event), error });
      },
    });
  }

  on(event: string, fn: (payload: unknown) => void, options: ListenOptions = {}): () => void {
    const release = this.#emitter.on(event, fn);
    if (options.economical !== true) return this.#hear(event, release);
    const economical = (this.#economical ??= new Map());
    economical.set(event, (economical.get(event) ?? 0) + 1);
    return () => {
      release();
      economical.set(event, (economical.get(event) ?? 1) - 1);
    };
  }

  emit(event: string, payload: unknown): void {
    this.#emitter.emit(event, payload);
  }

  /** A new socket counts anew. */
  reset(): void {
    this.#held?.flush();
    this.#seq.reset();
  }

  clear(): void {
    this.#emitter.clear();
    this.#heard = undefined;
  }

  receive(data: RawMessage): void {
    if (this.#heard?.[eventHint(data)]) return this.#parse(data, false);
    const frame = frameOf(data);
    const name = eventNameOf(frame);
    if (name === undefined) return this.#parse(data, false);
    const listeners = this.#emitter.listenerCount(name);
    const economical = listeners === 0 || listeners === this.#economical?.get(name);
    const seq = economical ? eventSeq(frame) : -1;
    if (seq < 0) return this.#parse(data, false);
    if (!this.#inOrder(seq) || listeners === 0) return;
    // Only runs listen: they need no text that a later event says again.
    if (name === "agent" && runSaying(frame, name, ASSISTANT) !== undefined) return;
    const runId = name === "chat" ? runSaying(frame, name, DELTA) : undefined;
    if (runId !== undefined && this.#sinks.cumulative()) return this.#hold(runId, data);
    this.#held?.flush();
    this.#parse(data, true);
  }

  #hold(runId: string, data: RawMessage): void {
    this.#held ??= new HeldDeltas((held) => this.#parse(held, true));
    this.#held.hold(runId, data);
  }

  #hear(event: string, release: () => void): () => void {
    const heard = (this.#heard ??= new Uint16Array(HINTS));
    const hint = hintOf(event);
    let listeners = 1;
    heard[hint] = (heard[hint] ?? 0) + listeners;
    return () => {
      release();
      heard[hint] = (heard[hint] ?? 0) - listeners;
      listeners = 0;
    };
  }

  #parse(data: RawMessage, seqSeen: boolean): void {
    if (!seqSeen) this.#held?.flush();
    try {
      parseFrames(data, seqSeen ? this.#takeCounted : this.#take);
    } catch (error) {
      // One bad frame costs itself only.
      this.#sinks.logger.warn("the gateway sent a frame that is not usable", { error });
    }
  }

  #dispatch(value: unknown, seqSeen: boolean): void {
    const frame = this.#decode(value);
    if (frame === undefined || this.#sinks.handshake(frame)) return;
    switch (frame.type) {
      case "res":
        return this.#sinks.response(frame);
      case "event":
        if (!seqSeen && frame.seq !== undefined && !this.#inOrder(frame.seq)) return;
        return this.#deliver(frame.event, frame.payload);
      case "unknown":
        if (isHelloOk(value) && this.#sinks.bareHello(value)) return;
        this.#sinks.logger.debug("the gateway sent a frame of a type this client does not know");
        return;
      default:
        return frame satisfies never;
    }
  }

  #decode(value: unknown): InboundFrame | undefined {
    try {
      return decodeFrame(value);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#sinks.logger.warn("the gateway sent a frame that is not usable", { error });
      return undefined;
    }
  }

  #deliver(event: string, payload: unknown): void {
    if (this.#emitter.listenerCount(event) === 0) return;
    const verdict = validateEvent(event, payload);
    if (verdict.ok) return this.#emitter.emit(event, verdict.value);
    this.#sinks.logger.warn("the gateway sent an event of a wrong shape", {
      event,
      error: verdict.error,
    });
    this.#sinks.unusable(event);
  }

  /** False for an event that was delivered before. */
  #inOrder(seq: number): boolean {
    const verdict = this.#seq.observe(seq);
    if (verdict.kind === "gap") this.#sinks.gap(verdict);
    return verdict.kind !== "duplicate";
  }
}
