import {
  createWsChannelServer,
  type MessageHandler,
  type WsChannelServer,
  type WsChannelServerOptions,
} from "@hawser/ws-channel-protocol/server";
import { faultProxy, type FaultProxy } from "@hawser/testkit";
import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";
import { ensureBuilt } from "../../../../scripts/lib/build.js";
import { launchChromium } from "../../../../scripts/browser-harness/chromium.js";
import { serveBuiltPage, type BuiltPage } from "../../e2e/built-page.js";
import { ChatPage, type SignInAs } from "../../e2e/chat-page.js";

/** What the tests of one file share: a browser and the built page. */
export interface House {
  readonly browser: Browser;
  readonly pageUrl: string;
  close(): Promise<void>;
}

export async function openHouse(): Promise<House> {
  await ensureBuilt(() => undefined);
  const [browser, page]: [Browser, BuiltPage] = await Promise.all([
    launchChromium(),
    serveBuiltPage(),
  ]);
  return {
    browser,
    pageUrl: page.url,
    close: async () => {
      await Promise.all([browser.close(), page.close()]);
    },
  };
}

/** One test's own server, the proxy before it, and its pages. */
export class Stage {
  readonly server: WsChannelServer;
  readonly proxy: FaultProxy;
  /** Errors that nobody in a page handled, and everything the pages wrote to their consoles. */
  readonly noise: string[] = [];
  readonly #house: House;
  readonly #contexts: BrowserContext[] = [];

  private constructor(house: House, server: WsChannelServer, proxy: FaultProxy) {
    this.#house = house;
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

  /** The noise without the browser's own lines about a server that is not there. */
  unexpected(): readonly string[] {
    return this.noise.filter((line) => !/^WebSocket connection to .* failed/.test(line));
  }

  /** A page of its own, not signed in. */
  async open(options: BrowserContextOptions = {}): Promise<ChatPage> {
    const context = await this.#house.browser.newContext(options);
    this.#contexts.push(context);
    context.on("weberror", (event) => this.noise.push(String(event.error())));
    context.on("console", (message) => this.noise.push(message.text()));
    const page = await context.newPage();
    await page.goto(this.#house.pageUrl);
    return new ChatPage(page);
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
    for (const context of this.#contexts) await context.close();
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
