import type { OpenSocket, SocketHandlers } from "@hawser/core";

/** One request as it came over the wire. */
export interface WireRequest {
  readonly id: string;
  readonly method: string;
  readonly params: Record<string, unknown>;
}

/** A gateway at the other end of an injected socket that says exactly what a test wants said. */
export interface ScriptedGateway {
  readonly openSocket: OpenSocket;
  /** How many sockets were opened. */
  readonly opened: number;
  readonly requests: readonly WireRequest[];
  /** Sends a frame, or text as it is. */
  say(frame: object | string): void;
  close(code: number, reason: string): void;
}

export const HELLO: Record<string, unknown> = {
  type: "hello-ok",
  protocol: 4,
  server: { version: "2026.9.6", connId: "c1" },
  features: { methods: [], events: [] },
  snapshot: {},
  policy: { maxPayload: 26_214_400, maxBufferedBytes: 52_428_800, tickIntervalMs: 30_000 },
};

/** `answer` gives a payload, `{ error }`, or undefined for no answer. Challenges come when `challenge` is set. */
export function scriptedGateway(
  answer: (request: WireRequest) => object | undefined,
  challenge?: object,
): ScriptedGateway {
  const requests: WireRequest[] = [];
  let current: SocketHandlers | undefined;
  let opened = 0;
  const say = (frame: object | string): void =>
    current?.onMessage(typeof frame === "string" ? frame : JSON.stringify(frame));
  const openSocket: OpenSocket = (_url, _options, handlers) => {
    current = handlers;
    opened++;
    queueMicrotask(() => {
      handlers.onOpen();
      if (challenge !== undefined)
        say({ type: "event", event: "connect.challenge", payload: challenge });
    });
    const end = (code: number, reason = ""): void => {
      if (current === handlers) current = undefined;
      handlers.onClose({ code, reason });
    };
    return {
      send: (text) => {
        const request = JSON.parse(text) as WireRequest;
        requests.push(request);
        const said = answer(request);
        if (said === undefined) return;
        const outcome = "error" in said ? { ok: false, ...said } : { ok: true, payload: said };
        queueMicrotask(() => say({ type: "res", id: request.id, ...outcome }));
      },
      close: (code = 1000, reason) => queueMicrotask(() => end(code, reason)),
      terminate: () => queueMicrotask(() => end(1006)),
      bufferedAmount: 0,
    };
  };
  return {
    openSocket,
    requests,
    get opened() {
      return opened;
    },
    say,
    close: (code, reason) => {
      const handlers = current;
      current = undefined;
      handlers?.onClose({ code, reason });
    },
  };
}
