import { WsChannelClient, type WsChannelClientOptions } from "@hawser/ws-channel-protocol/client";
import { websocketChannel } from "../../src/channel.js";
import type { Account } from "../../src/account/account.js";
import type { AccountSnapshot, ChannelPlugin } from "../../src/openclaw/channel-plugin.js";
import { register } from "../../src/index.js";
import type { FakeRuntime } from "./fake-runtime.js";

/** An account that runs, as a gateway starts it. */
export class RunningAccount {
  readonly log: string[] = [];
  readonly plugin: ChannelPlugin<Account>;
  readonly #abort = new AbortController();
  readonly #clients: WsChannelClient[] = [];
  #status: AccountSnapshot = { accountId: "default" };
  #changed: (() => void)[] = [];
  readonly ended: Promise<void>;

  constructor(fake: FakeRuntime) {
    let plugin = websocketChannel(() => fake.runtime);
    register({
      runtime: fake.runtime,
      registerChannel: (registration) => {
        plugin = registration.plugin as unknown as ChannelPlugin<Account>;
      },
    });
    this.plugin = plugin;
    const line =
      (level: string) =>
      (message: string): void => {
        this.log.push(`${level}: ${message}`);
        for (const look of this.#changed.splice(0)) look();
      };
    this.ended = plugin.gateway.startAccount({
      cfg: fake.config,
      accountId: "default",
      account: plugin.config.resolveAccount(fake.config),
      abortSignal: this.#abort.signal,
      log: { info: line("info"), warn: line("warn"), error: line("error") },
      getStatus: () => this.#status,
      setStatus: (next) => {
        this.#status = next;
        for (const look of this.#changed.splice(0)) look();
      },
    });
    // A test that does not wait for the end must not be punished for it.
    this.ended.catch(() => undefined);
  }

  get status(): AccountSnapshot {
    return this.#status;
  }

  /** Resolves when the log or the status has come to what is wanted. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#changed.push(resolve));
  }

  async connect(options: Partial<WsChannelClientOptions> = {}): Promise<WsChannelClient> {
    await this.until(() => typeof this.#status.port === "number");
    const url = `ws://127.0.0.1:${this.#status.port}/ws`;
    const client = new WsChannelClient({ url, ...options });
    this.#clients.push(client);
    await client.connect();
    return client;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.close()));
    this.#abort.abort();
    await this.ended;
  }

  /** As a gateway stops it: whoever is connected is not asked. */
  abort(): Promise<void> {
    this.#abort.abort();
    return this.ended;
  }
}

/** `channels.websocket` for a test: a free port, nobody asked for a token. */
export function section(more: object = {}): { readonly channels: { readonly websocket: object } } {
  const websocket = { port: 0, host: "127.0.0.1", auth: { enabled: false }, ...more };
  return { channels: { websocket } };
}
