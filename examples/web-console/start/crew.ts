import { setInterval as every } from "node:timers/promises";
import { GatewayClient } from "@hawser/gateway-client";

/** How often somebody else asks for something, ms. */
const EVERY_MS = 45_000;

const ERRANDS: readonly (readonly [sessionKey: string, message: string])[] = [
  ["agent:ops:release", "deploy to staging, please"],
  ["agent:main:telegram:group:harbour-crew", "Could you research tomorrow's tides?"],
  ["agent:ops:cron:nightly-backup", "Give me the report."],
];

/** Other people at the same gateway, so that there is something to see. */
export class Crew {
  readonly #gateway: GatewayClient;
  readonly #leaving = new AbortController();

  constructor(url: string) {
    this.#gateway = new GatewayClient({ url, client: { displayName: "The crew" } });
  }

  /** Has an agent do something. What comes of it is for the page to show. */
  ask(sessionKey: string, message: string): void {
    this.#gateway.chat.run({ sessionKey, message });
  }

  /** Runs the errands, one after the other, until it is closed. */
  async work(): Promise<void> {
    const { signal } = this.#leaving;
    let errand = 0;
    const next = (): void => {
      const [sessionKey, message] = ERRANDS[errand % ERRANDS.length] ?? ["main", "report"];
      errand += 1;
      this.ask(sessionKey, message);
    };
    next();
    try {
      for await (const _ of every(EVERY_MS, undefined, { signal })) next();
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async close(): Promise<void> {
    this.#leaving.abort();
    await this.#gateway.close();
  }
}
