import { join } from "node:path";
import { startGroupChat, type TestGroupChat } from "@hawser/testkit";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ensureBuilt } from "../../../scripts/lib/build.js";
import { launchChromium } from "../../../scripts/browser-harness/chromium.js";
import { servePage, type PageServer } from "../../../scripts/browser-harness/page-server.js";

// The built ESM bundle in a real page: an agent that works runs, over fetch and a real socket.

let browser: Browser;
let server: PageServer;

beforeAll(async () => {
  await ensureBuilt(() => undefined);
  [browser, server] = await Promise.all([
    launchChromium(),
    servePage(join(import.meta.dirname, "page.ts")),
  ]);
}, 180_000);

afterAll(async () => {
  await Promise.all([browser.close(), server.close()]);
});

describe("an agent in a page", () => {
  let groupchat: TestGroupChat;
  let context: BrowserContext;
  let page: Page;
  /** Errors, rejections and console lines that nobody in the page expected. */
  let noise: string[];

  beforeEach(async () => {
    noise = [];
    groupchat = await startGroupChat();
    context = await browser.newContext();
    context.on("weberror", (event) => noise.push(event.error().message));
    page = await context.newPage();
    page.on("console", (message) => {
      // The browser itself writes a line for each request that fails.
      if (!/^(Failed to load resource|WebSocket connection to)/.test(message.text())) {
        noise.push(message.text());
      }
    });
    await page.goto(`http://127.0.0.1:${server.port}/`);
    await page.waitForFunction(() => "agent" in globalThis);
  });

  afterEach(async () => {
    await page.evaluate(() => agent.close());
    await context.close();
    await groupchat.close();
    expect(noise).toEqual([]);
  });

  async function begin(transport: "auto" | "websocket" | "polling" = "auto"): Promise<void> {
    const { apiUrl, convexUrl, token } = groupchat;
    const options = { apiUrl, convexUrl, token, transport };
    await page.evaluate((given) => agent.begin(given), options);
  }

  async function outcomeOf(id: string): Promise<string | undefined> {
    await page.waitForFunction((run) => agent.outcomes[run] !== undefined, id);
    return page.evaluate((run) => agent.outcomes[run], id);
  }

  test.each(["auto", "websocket", "polling"] as const)("works runs over %s", async (transport) => {
    const waiting = groupchat.delegate({ task: "was there", prompt: "one" });
    await begin(transport);
    expect(await outcomeOf(waiting.id)).toBe("finished");
    const fresh = groupchat.delegate({ task: "came later", prompt: "two" });
    expect(await outcomeOf(fresh.id)).toBe("finished");
    expect(groupchat.comments(fresh.id)).toEqual(["Looking at it.", "Done: two"]);
    expect(groupchat.connections.length > 0).toBe(transport !== "polling");
  });

  test("loads convex only for a subscription", async () => {
    const before = server.served.length;
    await begin("polling");
    const { id } = groupchat.delegate({ task: "t" });
    await outcomeOf(id);
    expect(server.served.slice(before)).toEqual([]);
  });

  test("goes through dropped sockets, a restart and lost answers, each run once", async () => {
    await begin();
    await page.waitForFunction(() => agent.status === "live");
    groupchat.faults.loseResponse(/\/(start|complete)$/, 2);
    groupchat.faults.drop();
    const first = groupchat.delegate({ task: "1", prompt: "one" });
    expect(await outcomeOf(first.id)).toBe("finished");
    await page.waitForFunction(() => agent.status === "live");
    const restarted = groupchat.restart({ downMs: 300 });
    const second = groupchat.delegate({ task: "2", prompt: "two" });
    expect(await outcomeOf(second.id)).toBe("finished");
    await restarted;
    groupchat.faults.fatalError();
    const third = groupchat.delegate({ task: "3", prompt: "three" });
    expect(await outcomeOf(third.id)).toBe("finished");
    expect(await page.evaluate(() => agent.worked)).toEqual([first.id, second.id, third.id]);
  });

  test("drops a run that its owner stops", async () => {
    await begin();
    const { id } = groupchat.delegate({ task: "t", prompt: "wait for me" });
    await page.waitForFunction((run) => agent.worked.includes(run), id);
    groupchat.stop(id);
    expect(await outcomeOf(id)).toBe("stopped");
  });

  test("says that the token is refused", async () => {
    groupchat.faults.wrongToken("queryFailed");
    await begin();
    expect(await page.evaluate(() => agent.ended())).toBe("AUTH_FAILED");
  });
});
