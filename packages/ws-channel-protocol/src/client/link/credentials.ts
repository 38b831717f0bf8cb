import { webSocketUrl, type AttemptContext, type SocketOptions } from "@hawser/core";
import { tokenSubprotocols } from "../../frames/subprotocol.js";
import { channelUrl } from "../../frames/url-params.js";
import type { Provided, WsChannelClientOptions } from "../options.js";

/** Tokens that a late error may still quote. */
const REMEMBERED = 8;

/** Puts what we are into each attempt's URL and socket, and remembers the tokens, so that nothing that is told quotes one. */
export class Credentials {
  readonly secrets: Set<string> = new Set();
  readonly #options: WsChannelClientOptions;
  readonly #senderId: string;

  constructor(options: WsChannelClientOptions, senderId: string) {
    this.#options = options;
    this.#senderId = senderId;
  }

  async url(context: AttemptContext): Promise<string> {
    const { url, params, senderName, tokenIn = "query" } = this.#options;
    const token = tokenIn === "query" ? await this.#token(context) : undefined;
    const senderId = this.#senderId;
    const base = webSocketUrl(await provide(url, context));
    return channelUrl(base, { params, senderId, senderName, token });
  }

  async socket(context: AttemptContext): Promise<SocketOptions> {
    const { socket = {}, headers, tokenIn } = this.#options;
    const given = headers === undefined ? socket : { ...socket, headers };
    if (tokenIn === undefined || tokenIn === "query") return given;
    const token = await this.#token(context);
    if (token === undefined) return given;
    if (tokenIn === "subprotocol") return { ...given, protocols: tokenSubprotocols(token) };
    return { ...given, headers: { ...headers, Authorization: `Bearer ${token}` } };
  }

  async #token(context: AttemptContext): Promise<string | undefined> {
    const token = await provide(this.#options.token, context);
    if (token === undefined) return undefined;
    this.secrets.add(token);
    for (const old of this.secrets) {
      if (this.secrets.size <= REMEMBERED) break;
      this.secrets.delete(old);
    }
    return token;
  }
}

async function provide<T>(source: Provided<T>, context: AttemptContext): Promise<T> {
  if (typeof source !== "function") return source;
  return (source as (context: AttemptContext) => T | Promise<T>)(context);
}
