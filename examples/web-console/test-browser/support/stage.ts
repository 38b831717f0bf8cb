import {
  faultProxy,
  startGateway,
  type FaultProxy,
  type GatewayOptions,
  type TestGateway,
} from "@hawser/testkit";
import type { BrowserContextOptions } from "playwright-core";
import {
  openHouse as openHouseWith,
  Visits,
  type House,
} from "@hawser/example-web-parts/test-support";
import { serveBuiltPage } from "../../e2e/built-page.js";
import { ConsolePage, type SignInAs } from "../../e2e/console-page.js";

export type { House };

/** Opens a browser and the built page, for the tests of one file. */
export function openHouse(): Promise<House> {
  return openHouseWith(serveBuiltPage);
}

/** One test's own gateway, the proxy before it, and its pages. */
export class Stage {
  readonly gateway: TestGateway;
  readonly proxy: FaultProxy;
  readonly #visits: Visits;

  private constructor(house: House, gateway: TestGateway, proxy: FaultProxy) {
    this.#visits = new Visits(house);
    this.gateway = gateway;
    this.proxy = proxy;
  }

  static async set(house: House, options: GatewayOptions = {}): Promise<Stage> {
    const { origin } = new URL(house.pageUrl);
    const gateway = await startGateway({ allowedOrigins: [origin], ...options });
    const proxy = await faultProxy({ target: gateway.url });
    return new Stage(house, gateway, proxy);
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
  async open(options: BrowserContextOptions = {}): Promise<ConsolePage> {
    return new ConsolePage(await this.#visits.open(options));
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
    await this.#visits.close();
    await this.proxy.close();
    await this.gateway.close();
  }
}
