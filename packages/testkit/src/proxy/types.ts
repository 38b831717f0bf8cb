/** Options of {@link faultProxy}. */
export interface FaultProxyOptions {
  /** What to forward to: a `ws:`, `wss:`, `http:` or `tcp:` URL, or a port on 127.0.0.1. */
  readonly target: string | URL | number;
  /** Port to listen on; 0 (the default) takes a free one. */
  readonly port?: number;
  /** Address to listen on. Default "127.0.0.1". */
  readonly host?: string;
}

/** Which way bytes go: `up` from the client to the target, `down` from the target to the client. */
export type FaultDirection = "up" | "down";

/** A TCP proxy that misbehaves when told to. */
export interface FaultProxy {
  /** The target's URL with the proxy's own host and port (path and query are kept). */
  readonly url: string;
  readonly port: number;
  /** Connections open now. */
  readonly connections: number;
  /** Connections accepted since the start. */
  readonly accepted: number;
  /** Bytes forwarded since the start. */
  readonly bytes: Readonly<Record<FaultDirection, number>>;
  /** Cuts every open connection at both ends at once; answers how many. */
  drop(): Promise<number>;
  /** Cuts each open connection after so many further bytes towards the client: inside a frame. */
  dropAfter(bytes: number): void;
  /** Adds `ms` to the way in each direction of every connection, order kept; 0 ends it. */
  delay(ms: number): void;
  /**
   * Forwards nothing any more while every socket stays open, as when a cable is pulled: new
   * connections are accepted and get no answer, and ends of connections are not passed on.
   */
  stall(direction?: FaultDirection): void;
  /** Ends a stall: what was kept back is forwarded in order. */
  resume(): void;
  /** Flips the bits of the next bytes in a direction (default `down`) of each open connection. */
  garble(direction?: FaultDirection): void;
  /** true: the port is closed and connecting is refused; open connections go on. false: it listens again. */
  refuse(on: boolean): Promise<void>;
  /** Resolves when so many connections (default 1) have been accepted since the start. */
  waitForAccepted(count?: number, options?: { readonly timeoutMs?: number }): Promise<void>;
  /** Forwards new connections to another target. */
  retarget(target: string | URL | number): void;
  /** Ends every fault except a refusal. */
  clear(): void;
  /** Cuts everything and stops listening. Idempotent. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
