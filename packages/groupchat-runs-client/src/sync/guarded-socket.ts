import {
  type Clock,
  type CloseInfo,
  messageText,
  type OpenSocket,
  type RawMessage,
  type Socket,
  type TimerHandle,
} from "@hawser/core";

/** How a socket ended, and whether it ever opened. */
export type SocketEnd = CloseInfo & { readonly opened: boolean };

/** What a {@link GuardedSocket} needs, and whom it tells. */
export interface GuardContext {
  readonly openSocket: OpenSocket;
  readonly clock: Clock;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
  readonly connectTimeoutMs: number;
  readonly idleLimitMs: number;
  /** A socket was made: the one before it is history. */
  onSocket(socket: GuardedSocket): void;
  onOpen(): void;
  /** It is over, or never opened. */
  onDown(socket: GuardedSocket, why: SocketEnd): void;
  /** The convex client threw while it handled what the server sent: it is not to be trusted any more. */
  onClientFault(error: unknown): void;
  /** The server sent an AuthError, which a client without a JWT only logs. */
  onAuthFrame(): void;
}

type State =
  /** `opened` comes before `socket` where somebody's openSocket is quicker to tell than to return. */
  | {
      readonly kind: "opening";
      readonly deadline: TimerHandle;
      socket?: Socket;
      opened?: true;
    }
  | { readonly kind: "open"; readonly socket: Socket; watch: TimerHandle }
  | { readonly kind: "closing"; readonly socket: Socket; readonly deadline: TimerHandle }
  | { readonly kind: "ended" };

/** How long the other end may take to answer our close, ms. */
const CLOSE_GRACE_MS = 1000;

/** The events that the convex client listens to: properties, as on a DOM socket. */
type Handler = ((event: object) => void) | null;

/**
 * What the convex client gets for a WebSocket. It ends a handshake that hangs and a link that fell silent,
 * lets nothing that the client throws reach the process, and can be killed from outside.
 *
 * ```text
 *   opening ── opened ──► open ── close() ──► closing
 *      │                   │                    │
 *      └─ refused, late ───┴─ lost, silent ─────┴─ answered, or grace over ──► ended
 * ```
 */
export class GuardedSocket {
  onopen: Handler = null;
  onmessage: Handler = null;
  onclose: Handler = null;
  onerror: Handler = null;
  readonly #context: GuardContext;
  #state: State;
  #lastAt: number;

  constructor(url: string, context: GuardContext) {
    this.#context = context;
    this.#lastAt = context.now();
    this.#state = {
      kind: "opening",
      deadline: context.clock.setTimeout(() => {
        this.kill("the handshake took too long");
      }, context.connectTimeoutMs),
    };
    context.onSocket(this);
    void this.#open(url);
  }

  /** Milliseconds since something came, or since the start. */
  get silentMs(): number {
    return this.#context.now() - this.#lastAt;
  }

  get isOpen(): boolean {
    return this.#state.kind === "open";
  }

  send(text: string): void {
    if (this.#state.kind === "open") this.#state.socket.send(text);
  }

  /** Ends it politely, and after a second by force. */
  close(): void {
    const state = this.#state;
    if (state.kind === "opening") this.kill("closed while it opened");
    if (state.kind !== "open") return;
    const { clock } = this.#context;
    clock.clearTimeout(state.watch);
    const deadline = clock.setTimeout(() => {
      this.kill("the close was not answered");
    }, CLOSE_GRACE_MS);
    this.#state = { kind: "closing", socket: state.socket, deadline };
    state.socket.close(1000);
  }

  /** Ends it now. The client hears of it as of any lost socket. */
  kill(reason: string): void {
    const state = this.#state;
    if (state.kind === "ended") return;
    this.#end({ code: 1006, reason });
    state.socket?.terminate();
  }

  async #open(url: string): Promise<void> {
    try {
      const socket = await this.#context.openSocket(
        url,
        {},
        {
          onOpen: () => {
            if (this.#state.kind !== "opening") return;
            this.#state.opened = true;
            this.#opened();
          },
          onMessage: (data) => {
            this.#receive(data);
          },
          onClose: (close) => {
            this.#end(close);
          },
        },
      );
      if (this.#state.kind === "opening") {
        this.#state.socket = socket;
        this.#opened();
      } else {
        socket.terminate();
      }
    } catch (error) {
      this.#end({ code: 1006, reason: "it could not be opened", error });
    }
  }

  #opened(): void {
    const state = this.#state;
    if (state.kind !== "opening" || state.socket === undefined || state.opened !== true) return;
    const { clock, now } = this.#context;
    clock.clearTimeout(state.deadline);
    this.#lastAt = now();
    this.#state = { kind: "open", socket: state.socket, watch: undefined };
    this.#watch();
    this.#context.onOpen();
    this.#tell(this.onopen, {});
  }

  #receive(data: RawMessage): void {
    if (this.#state.kind !== "open") return;
    this.#lastAt = this.#context.now();
    const text = messageText(data);
    if (isAuthError(text)) this.#context.onAuthFrame();
    this.#tell(this.onmessage, { data: text });
  }

  /** Looks for silence with one timer, however much comes. */
  #watch(): void {
    const state = this.#state;
    const { clock, idleLimitMs } = this.#context;
    if (state.kind !== "open" || idleLimitMs === Infinity) return;
    const left = idleLimitMs - this.silentMs;
    if (left <= 0) {
      this.kill(`nothing came for ${idleLimitMs} ms`);
      return;
    }
    const check = (): void => {
      this.#watch();
    };
    state.watch = clock.setTimeout(check, Math.min(left, idleLimitMs), { keepAlive: false });
  }

  #end(close: CloseInfo): void {
    const state = this.#state;
    if (state.kind === "ended") return;
    this.#state = { kind: "ended" };
    const { clock } = this.#context;
    clock.clearTimeout(state.kind === "open" ? state.watch : state.deadline);
    this.#context.onDown(this, { ...close, opened: state.kind !== "opening" });
    const { code, reason } = close;
    this.#tell(this.onclose, { code, reason, wasClean: code === 1000 });
  }

  /** The client's handlers throw for much that a server may send; uncaught, that ends the process. */
  #tell(handler: Handler, event: object): void {
    try {
      handler?.(event);
    } catch (error) {
      this.#context.onClientFault(error);
      this.kill("the client could not handle what came");
    }
  }
}

function isAuthError(text: string): boolean {
  if (!text.includes(`"AuthError"`)) return false;
  try {
    return (JSON.parse(text) as { readonly type?: unknown }).type === "AuthError";
  } catch {
    return false;
  }
}
