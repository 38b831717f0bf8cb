import type { FaultProxy } from "@hawser/testkit";
import {
  WsChannelClient,
  type ChannelEvents,
  type ChannelReply,
} from "@hawser/ws-channel-protocol/client";
import type { WsChannelServer } from "@hawser/ws-channel-protocol/server";
import type { Agent } from "../agent.js";
import type { Report } from "./report.js";

/** How long a step may take before the script gives up on it, ms. */
const PATIENCE_MS = 15_000;
const FEW_WORDS = 5;

/** Who may come in. */
export const TOKENS = { ada: "adas-token", grace: "graces-token" } as const;

/** What every scene works with. */
export interface Stage {
  readonly bot: WsChannelServer;
  /** The line to the bot. */
  readonly proxy: FaultProxy;
  readonly watched: Watched;
  readonly report: Report;
}

/** An agent, and how often it was asked and stopped. */
export class Watched {
  runs = 0;
  stops = 0;
  readonly agent: Agent;

  constructor(agent: Agent) {
    this.agent = (session, signal) => {
      this.runs += 1;
      signal.addEventListener("abort", () => (this.stops += 1));
      return agent(session, signal);
    };
  }
}

/** A person at the other end of the line. Close it, or let `await using` do so. */
export function visitor(
  { proxy }: Stage,
  token: string,
  reconnect?: { readonly initialMs: number },
): WsChannelClient {
  return new WsChannelClient({ url: proxy.url, token, tokenIn: "header", reconnect });
}

/** Resolves with the text of the answer. @throws when it takes too long. */
export async function said(reply: ChannelReply): Promise<string> {
  return inTime(reply.text(), "the answer");
}

/** Resolves with the first few words of an answer that goes on. @throws when it ends before. */
export async function begun(reply: ChannelReply): Promise<string> {
  const words = async (): Promise<string> => {
    for await (const event of reply) {
      if (event.type === "text" && event.text.split(" ").length > FEW_WORDS) return event.text;
    }
    throw new Error("the answer ended when it had hardly begun");
  };
  return inTime(words(), "the beginning of an answer");
}

/** Resolves with the next event that `wanted` accepts. @throws when it takes too long. */
export function next<K extends keyof ChannelEvents>(
  client: WsChannelClient,
  event: K,
  wanted: (payload: ChannelEvents[K]) => boolean,
): Promise<ChannelEvents[K]> {
  let off: () => void = () => undefined;
  const come = new Promise<ChannelEvents[K]>((resolve) => {
    off = client.on(event, (payload) => {
      if (wanted(payload)) resolve(payload);
    });
  });
  const outcome = inTime(come, `the event ${event}`).finally(off);
  // A scene that fails for another reason does not come to await it.
  outcome.catch(() => undefined);
  return outcome;
}

/** Resolves or rejects as `promise` does. @throws Error when it does neither in time. */
export async function inTime<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come`)), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
