import { setTimeout as pause } from "node:timers/promises";
import { faultProxy, type FaultProxy } from "@hawser/testkit";

/** How long a line that was cut stays down, ms. */
const DOWN_MS = 400;

/** How long anything may take before the script gives up on it, ms. */
export const PATIENCE_MS = 20_000;

/** The network between a server and whoever talks to it. */
export class Line {
  readonly #proxy: FaultProxy;

  private constructor(proxy: FaultProxy) {
    this.#proxy = proxy;
  }

  static async to(url: string): Promise<Line> {
    return new Line(await faultProxy({ target: url }));
  }

  /** The server's URL, by way of this line. */
  get url(): string {
    return this.#proxy.url;
  }

  /** Host and port of this line. */
  get origin(): string {
    return `http://127.0.0.1:${this.#proxy.port}`;
  }

  /** Cuts every connection and lets none be made for a moment. */
  async cut(): Promise<void> {
    await this.#proxy.refuse(true);
    await this.#proxy.drop();
    await pause(DOWN_MS);
    await this.#proxy.refuse(false);
  }

  close(): Promise<void> {
    return this.#proxy.close();
  }
}
