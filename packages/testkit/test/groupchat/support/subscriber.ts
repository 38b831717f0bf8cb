import { ConvexClient as PreviousClient } from "convex-previous/browser";
import { ConvexClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";
import type { TestGroupChat } from "../../../src/index.js";

/** The releases of the real client that the server has to satisfy. */
export const convexVersions = ["1.48.0", "1.46.0"] as const;

export type ConvexVersion = (typeof convexVersions)[number];

/** A run as subscriptions list it. */
export interface ListedRun {
  readonly id: string;
  readonly prompt: string;
  readonly taskTitle: string;
}

/** What a subscription was told, in order. */
export type Told =
  | { readonly type: "value"; readonly runs: readonly ListedRun[] | null }
  | { readonly type: "error"; readonly error: Error & { readonly data?: unknown } };

/** How to subscribe. */
export interface SubscriberOptions {
  /** Default "1.48.0". */
  readonly version?: ConvexVersion;
  /** Default "pendingRuns". */
  readonly query?: string;
  /** Default: the right one. */
  readonly token?: string;
  /** Default: the one the client comes with. */
  readonly webSocketConstructor?: typeof globalThis.WebSocket;
}

function newClient(url: string, options: SubscriberOptions): ConvexClient | PreviousClient {
  const Client = options.version === "1.46.0" ? PreviousClient : ConvexClient;
  const { webSocketConstructor } = options;
  return new Client(url, {
    logger: false,
    unsavedChangesWarning: false,
    ...(webSocketConstructor === undefined ? {} : { webSocketConstructor }),
  });
}

/** The real convex client, subscribed to one query. */
export class Subscriber {
  readonly told: Told[] = [];
  readonly client: ConvexClient | PreviousClient;
  #waiting: { fits: (told: Told) => boolean; resolve: (told: Told) => void }[] = [];

  constructor(gc: TestGroupChat, options: SubscriberOptions = {}) {
    this.client = newClient(gc.convexUrl, options);
    const name = options.query ?? "pendingRuns";
    const query = makeFunctionReference<"query", { token: string }, readonly ListedRun[] | null>(
      `agentWebSocket:${name}`,
    );
    this.client.onUpdate(
      query,
      { token: options.token ?? gc.token },
      (runs) => this.#tell({ type: "value", runs }),
      (error) => this.#tell({ type: "error", error }),
    );
  }

  /** Resolves with the first that fits, among those that were told and those to come. */
  until(fits: (told: Told) => boolean): Promise<Told> {
    const known = this.told.find(fits);
    if (known) return Promise.resolve(known);
    return new Promise((resolve) => this.#waiting.push({ fits, resolve }));
  }

  /** Resolves when the list of prompts has been just this. */
  async prompts(...expected: readonly string[]): Promise<void> {
    await this.until((told) => promptsOf(told)?.join() === expected.join());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close();
  }

  #tell(told: Told): void {
    this.told.push(told);
    const due = this.#waiting.filter((waiter) => waiter.fits(told));
    this.#waiting = this.#waiting.filter((waiter) => !due.includes(waiter));
    for (const waiter of due) waiter.resolve(told);
  }
}

/** The prompts of a list; undefined when it is none. */
export function promptsOf(told: Told): readonly string[] | undefined {
  return told.type === "value" ? told.runs?.map((run) => run.prompt) : undefined;
}
