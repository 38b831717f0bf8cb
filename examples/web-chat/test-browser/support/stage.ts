import {
  createWsChannelServer,
  type MessageHandler,
  type WsChannelServer,
  type WsChannelServerOptions,
} from "@hawser/ws-channel-protocol/server";
import { faultProxy, type FaultProxy } from "@hawser/testkit";
import type { BrowserContextOptions } from "playwright-core";
import {
  openHouse as openHouseWith,
  Visits,
  type House,
} from "@hawser/example-web-parts/test-support";
import { serveBuiltPage } from "../../e2e/built-page.js";
import { ChatPage, type SignInAs } from "../../e2e/chat-page.js";

export type { House };

/** Opens a browser and the built page, for the tests of one file. */
export function openHouse(): Promise<House> {
  return openHouseWith(serveBuiltPage);
}

/** One test's own server, the proxy before it, and its pages. */
export class Stage {
  readonly server: WsChannelServer;
  readonly proxy: FaultProxy;
  readonly #visits: Visits;

  private constructor(house: House, server: WsChannelServer, proxy: FaultProxy) {
    this.#visits = new Visits(house);
    this.server = server;
    this.proxy = proxy;
  }

  static async set(
    house: House,
    onMessage: MessageHandler,
    options: Partial<WsChannelServerOptions> = {},
  ): Promise<Stage> {
    const server = createWsChannelServer({
      port: 0,
      host: "127.0.0.1",
      env: {},
      drainMs: 0,
      ...options,
      onMessage,
    });
    await server.listen();
    const proxy = await faultProxy({ target: `ws://127.0.0.1:${server.port}/ws` });
    return new Stage(house, server, proxy);
  }

  /** Errors that nobody in a page handled, and everything the pages wrote to their consoles. */
  get noise(): readonly string[] {
    return this.#visits.noise;
  }

  /** The noise without the browser's own lines about a line that cannot be made. */
  unexpected(): readonly string[] {
    return this.#visits.unexpected;
  }

  /** A page of its own, not signed in. */
  async open(options: BrowserContextOptions = {}): Promise<ChatPage> {
    return new ChatPage(await this.#visits.open(options));
  }

  /** A page of its own, signed in. */
  async enter(
    name: string,
    options: BrowserContextOptions & Partial<SignInAs> = {},
  ): Promise<ChatPage> {
    const { token, keepToken, ...context } = options;
    const chat = await this.open(context);
    await chat.signIn({
      serverUrl: this.proxy.url,
      name,
      ...(token !== undefined && { token }),
      ...(keepToken !== undefined && { keepToken }),
    });
    return chat;
  }

  async close(): Promise<void> {
    await this.#visits.close();
    await this.proxy.close();
    await this.server.close();
  }
}

/** Something that a test lets through when it is time. */
export function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}
