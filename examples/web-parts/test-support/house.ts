import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { ensureBuilt } from "../../../scripts/lib/build.js";
import { launchChromium } from "../../../scripts/browser-harness/chromium.js";
import type { BuiltPage } from "../e2e/index.js";

/** What the tests of one file share: a browser and the built page. */
export interface House {
  readonly browser: Browser;
  readonly pageUrl: string;
  close(): Promise<void>;
}

export async function openHouse(serve: () => Promise<BuiltPage>): Promise<House> {
  await ensureBuilt(() => undefined);
  const [browser, page] = await Promise.all([launchChromium(), serve()]);
  return {
    browser,
    pageUrl: page.url,
    close: async () => {
      await Promise.all([browser.close(), page.close()]);
    },
  };
}

/** The pages of one test, each with a browser's memory of its own. */
export class Visits {
  /** Errors that nobody in a page handled, and everything the pages wrote to their consoles. */
  readonly noise: string[] = [];
  readonly #house: House;
  readonly #contexts: BrowserContext[] = [];

  constructor(house: House) {
    this.#house = house;
  }

  /** The noise without the browser's own lines about a line that cannot be made. */
  get unexpected(): readonly string[] {
    return this.noise.filter((line) => !/^WebSocket connection to .* failed/.test(line));
  }

  async open(options: BrowserContextOptions): Promise<Page> {
    const context = await this.#house.browser.newContext(options);
    this.#contexts.push(context);
    context.on("weberror", (event) => this.noise.push(String(event.error())));
    context.on("console", (message) => this.noise.push(message.text()));
    const page = await context.newPage();
    await page.goto(this.#house.pageUrl);
    return page;
  }

  async close(): Promise<void> {
    for (const context of this.#contexts) await context.close();
  }
}
