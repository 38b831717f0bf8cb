import { signal, type ReadonlySignal } from "@preact/signals";
import { WsChannelClient, type ChannelState } from "@hawser/ws-channel-protocol/client";
import { lineState, type Explaining, type LineState } from "@hawser/example-web-parts/line";
import { PEER } from "../peer.js";
import { explain } from "./explain.js";

const WORDS: Explaining = { peer: PEER.name, explain };

/** What a line needs to know. */
export interface LineOptions {
  readonly url: string;
  readonly name: string;
  /** Empty when the server wants none. */
  readonly token: string;
  readonly senderId: string;
  /** How the token travels; see the client's option. Default "subprotocol", which keeps it out of addresses. */
  readonly tokenIn?: "query" | "subprotocol";
}

/** The connection to the server, with its state as signals that the page can show. */
export class Line {
  readonly channel: WsChannelClient;
  readonly name: string;
  /** Such as "127.0.0.1:18800". */
  readonly host: string;
  readonly #state = signal<LineState>({ status: "connecting" });
  readonly #takesPictures = signal(false);
  readonly #hasGroups = signal(false);
  readonly #onReady = new Set<() => void>();

  constructor(options: LineOptions) {
    const { url, name, token, senderId, tokenIn = "subprotocol" } = options;
    this.name = name;
    this.host = new URL(url).host;
    this.channel = new WsChannelClient({
      url,
      senderId,
      ...(name !== "" && { senderName: name }),
      ...(token !== "" && { token, tokenIn }),
    });
    this.channel.on("state", (state) => this.#changed(state));
  }

  get state(): ReadonlySignal<LineState> {
    return this.#state;
  }

  /** Whether the server takes pictures along with messages. */
  get takesPictures(): ReadonlySignal<boolean> {
    return this.#takesPictures;
  }

  /** Whether the server shows members of a group to each other. */
  get hasGroups(): ReadonlySignal<boolean> {
    return this.#hasGroups;
  }

  /** Resolves when the server has let us in; rejects when trying again cannot help. */
  async connect(signal: AbortSignal): Promise<void> {
    await this.channel.connect({ signal });
  }

  /** Does not wait any longer before the next attempt. */
  tryNow(): void {
    this.channel.retryNow();
  }

  /** Calls a function once there is a connection, at once if there is one. The returned function ends that. */
  onceReady(listener: () => void): () => void {
    if (this.#state.value.status === "ready") {
      listener();
      return () => undefined;
    }
    this.#onReady.add(listener);
    return () => {
      this.#onReady.delete(listener);
    };
  }

  close(): Promise<void> {
    return this.channel.close();
  }

  #changed(state: ChannelState): void {
    this.#state.value = lineState(state, WORDS);
    if (state.status !== "ready") return;
    const { features } = state.session;
    this.#takesPictures.value = features.has("attachments");
    this.#hasGroups.value = features.has("groups");
    for (const listener of this.#onReady) listener();
    this.#onReady.clear();
  }
}
