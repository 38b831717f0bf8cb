import type { GatewayClient } from "@hawser/gateway-client";
import { isPreparing } from "./session-busy.js";
import { messagesOf, type SessionMessage } from "./session-messages.js";
import { type Conversation, conversationOf, type Place } from "./session-place.js";

/** Messages read at once. */
const LIMIT = 200;
/** The most that gateways hand out. A session gets no further ahead than this while nobody reads. */
const MOST = 1000;

/** What stands in a session. */
export interface Reading {
  readonly messages: readonly SessionMessage[];
  readonly conversation: Conversation;
  /** Whether nothing is to be put into it yet: see {@link isPreparing}. */
  readonly isPreparing: boolean | "soon";
}

/** Reads the end of a session's transcript; `since` says how far back it has to go, if it can. */
export async function readSession(
  client: GatewayClient,
  sessionKey: string,
  { since, signal }: { readonly since?: Place | undefined; readonly signal?: AbortSignal } = {},
): Promise<Reading> {
  const read = async (limit: number): Promise<Reading & { readonly isAll: boolean }> => {
    const options = signal === undefined ? {} : { signal };
    const history = await client.chat.history({ sessionKey, limit }, options);
    const messages = messagesOf(history.messages);
    const isAll = history.messages.length < limit;
    return {
      messages,
      conversation: conversationOf(history),
      isPreparing: isPreparing(history, messages),
      isAll,
    };
  };
  const reading = await read(LIMIT);
  const reaches =
    reading.isAll || since === undefined || reading.messages.some(({ id }) => id === since.id);
  return reaches ? reading : read(MOST);
}

/** Calls back when something may have been said in a session. Resolves once the gateway knows of it. */
export async function listenToSession(
  client: GatewayClient,
  sessionKey: string,
  ring: () => void,
): Promise<() => void> {
  const wanted = sessionKey.toLowerCase();
  const isOurs = (key: string | undefined): boolean => {
    if (key === undefined) return false;
    const { mainKey = "main", mainSessionKey } = client.hello?.snapshot.sessionDefaults ?? {};
    // Gateways say keys in full and in small letters, however they were asked for.
    return (
      key === wanted ||
      key.endsWith(`:${wanted}`) ||
      ((wanted === "main" || wanted === mainKey) && key === mainSessionKey)
    );
  };
  const offs = [
    client.on("session.message", (event) => isOurs(event.sessionKey) && ring()),
    // Gateways that tell of no messages tell of the runs they cause (2026.3).
    client.on("chat", (event) => isOurs(event.sessionKey) && event.state !== "delta" && ring()),
    client.on("resync", ring),
  ];
  const stop = (): void => {
    for (const off of offs) off();
  };
  try {
    const subscription = await client.sessions.subscribe({ key: sessionKey });
    offs.push(() => subscription.unsubscribe());
  } catch (error) {
    stop();
    throw error;
  }
  return stop;
}
