import {
  faultProxy,
  startGateway,
  type FaultProxy,
  type GatewayOptions,
  type TestGateway,
} from "@hawser/testkit";
import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";
import { ensureBuilt } from "../../../../scripts/lib/build.js";
import { launchChromium } from "../../../../scripts/browser-harness/chromium.js";
import { serveBuiltPage, type BuiltPage } from "../../e2e/built-page.js";
import { ConsolePage, type SignInAs } from "../../e2e/console-page.js";

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

/** One test's own gateway, the proxy before it, and its pages. */
export class Stage {
  readonly gateway: TestGateway;
  readonly proxy: FaultProxy;
  /** Errors that nobody in a page handled, and everything the pages wrote to their consoles. */
  readonly noise: string[] = [];
  readonly #house: House;
  readonly #contexts: BrowserContext[] = [];

  private constructor(house: House, gateway: TestGateway, proxy: FaultProxy) {
    this.#house = house;
    this.gateway = gateway;
    this.proxy = proxy;
  }

  static async set(house: House, options: GatewayOptions = {}): Promise<Stage> {
    const { origin } = new URL(house.pageUrl);
    const gateway = await startGateway({ allowedOrigins: [origin], ...options });
    const proxy = await faultProxy({ target: gateway.url });
    return new Stage(house, gateway, proxy);
  }

  /** The noise without the browser's own lines about a gateway that is not there. */
  unexpected(): readonly string[] {
    return this.noise.filter((line) => !/^WebSocket connection to .* failed/.test(line));
  }

  /** A page of its own, not signed in. */
  async open(options: BrowserContextOptions = {}): Promise<ConsolePage> {
    const context = await this.#house.browser.newContext(options);
    this.#contexts.push(context);
    context.on("weberror", (event) => this.noise.push(String(event.error())));
    context.on("console", (message) => this.noise.push(message.text()));
    const page = await context.newPage();
    await page.goto(this.#house.pageUrl);
    return new ConsolePage(page);
  }

  /** A page of its own, signed in. */
  async enter(options: BrowserContextOptions & Partial<SignInAs> = {}): Promise<ConsolePage> {
    const { token = this.gateway.token, keepToken, gatewayUrl, ...context } = options;
    const console = await this.open(context);
    await console.signIn({
      gatewayUrl: gatewayUrl ?? this.proxy.url,
      token,
      ...(keepToken !== undefined && { keepToken }),
    });
    return console;
  }

  async close(): Promise<void> {
    for (const context of this.#contexts) await context.close();
    await this.proxy.close();
    await this.gateway.close();
  }
}
