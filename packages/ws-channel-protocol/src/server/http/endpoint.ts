import { createServer, type Server } from "node:http";
import { Server as TlsServer } from "node:tls";
import type { Settings } from "../settings.js";
import { answerPlainHttp } from "./gate.js";
import { listenOn } from "./listen.js";

type UpgradeListener = Parameters<Server["on"]>[1];

const EVERYWHERE: ReadonlySet<string> = new Set(["0.0.0.0", "::", ""]);

/** The HTTP server that connections come by: one of our own, or a user's that this is attached to. */
export class Endpoint {
  readonly #http: Server;
  readonly #isOwn: boolean;
  readonly #settings: Settings;
  #onListening: (() => void) | undefined;

  constructor(given: Server | undefined, settings: Settings) {
    this.#isOwn = given === undefined;
    this.#http = given ?? createServer(answerPlainHttp);
    this.#settings = settings;
  }

  /** The port listened on; 0 before. */
  get port(): number {
    const address = this.#http.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** The address listened on, or to be listened on. A user's server listens where the user said. */
  get host(): string {
    const address = this.#isOwn ? undefined : this.#http.address();
    return typeof address === "object" && address !== null ? address.address : this.#settings.host;
  }

  get url(): string {
    const scheme = this.#http instanceof TlsServer ? "wss" : "ws";
    const { host } = this;
    const name = EVERYWHERE.has(host) ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
    return `${scheme}://${name}:${this.port}${this.#settings.path}`;
  }

  /** Whether somebody else takes upgrades here, too. */
  get isShared(): boolean {
    return !this.#isOwn && this.#http.listenerCount("upgrade") > 1;
  }

  /** Listens where it is our own; what a user's server does is the user's business. @throws HawserError `LISTEN_FAILED`. */
  async open(onUpgrade: UpgradeListener, onListening: () => void): Promise<void> {
    if (this.#isOwn) await this.#listen();
    this.#http.on("upgrade", onUpgrade);
    if (this.#http.listening) return onListening();
    this.#onListening = onListening;
    this.#http.once("listening", onListening);
  }

  /** Stops our own server, idle connections included. Resolves when its last connection has gone. */
  stop(): Promise<void> {
    if (!this.#isOwn) return Promise.resolve();
    return new Promise((resolve) => {
      // An error says that it was not running.
      this.#http.close(() => resolve());
      this.#http.closeAllConnections();
    });
  }

  detach(onUpgrade: UpgradeListener): void {
    this.#http.off("upgrade", onUpgrade);
    if (this.#onListening !== undefined) this.#http.off("listening", this.#onListening);
  }

  async #listen(): Promise<void> {
    const { host, port, logger } = this.#settings;
    await listenOn(this.#http, host, port);
    // Such as one more connection than the system has file descriptors for: not worth the others.
    this.#http.on("error", (error) => logger.error("The HTTP server failed", { error }));
  }
}
