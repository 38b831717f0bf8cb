import { join } from "node:path";
import { startGrupr, type TestGrupr } from "@hawser/testkit";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchChromium } from "../../../scripts/browser-harness/chromium.js";
import { servePage, type PageServer } from "../../../scripts/browser-harness/page-server.js";
import { ensureBuilt } from "../../../scripts/lib/build.js";
import type { PageAgent } from "./page.js";

declare const agent: PageAgent;

// The built client in a real page, and a hub of another origin, on real sockets.

let browser: Browser;
let pages: PageServer;
let hub: TestGrupr;
let context: BrowserContext;
let page: Page;
/** Errors and rejections that nobody in the page handled. */
let unhandled: Error[];

beforeAll(async () => {
  await ensureBuilt(() => undefined);
  [browser, pages] = await Promise.all([
    launchChromium(),
    servePage(join(import.meta.dirname, "page.ts")),
  ]);
}, 180_000);

afterAll(async () => {
  await Promise.all([browser.close(), pages.close()]);
});

beforeEach(async () => {
  unhandled = [];
  hub = await startGrupr({ wsAuth: "first-message", subscribe: "required" });
  context = await browser.newContext();
  context.on("weberror", (event) => unhandled.push(event.error()));
  page = await context.newPage();
  await page.goto(`http://127.0.0.1:${pages.port}/`);
  await page.waitForFunction(() => "agent" in globalThis);
});

afterEach(async () => {
  await page.evaluate(() => agent.close());
  await context.close();
  await hub.close();
  expect(unhandled).toEqual([]);
});

test("hears what is said, answers, and hears it after a lost connection", async () => {
  const { gruprId } = hub;
  await follow();
  await hub.waitFor("subscribe", undefined, { timeoutMs: 20_000 });
  hub.say(gruprId, { content: "Hello?" });
  await heard(["Hello?"]);
  const id = await page.evaluate(() => agent.answer("Hello!"));
  expect(hub.messages(gruprId).at(-1)).toMatchObject({ message_id: id, content: "Hello!" });
  await heard(["Hello!"]);

  expect(hub.faults.drop()).toBe(1);
  hub.say(gruprId, { content: "Still there?" });
  await heard(["Hello!", "Still there?"]);
  await hub.waitFor("subscribe", undefined, { after: 1, timeoutMs: 20_000 });
  await page.waitForFunction(() => agent.status === "live");
});

test("the token travels in the first message, not in a URL", async () => {
  await follow();
  const socket = await hub.waitFor("authenticated", undefined, { timeoutMs: 20_000 });
  expect(socket.auth).toMatchObject({ place: "first-message" });
  expect(socket.url).toBe("/ws");
});

test("a refused token ends the stream", async () => {
  await follow("gat_wrong");
  await page.waitForFunction(() => agent.end !== undefined);
  expect(await page.evaluate(() => agent.end)).toBe("AUTH_FAILED");
});

test("close() ends the stream, and its socket", async () => {
  await follow();
  await hub.waitFor("subscribe", undefined, { timeoutMs: 20_000 });
  await page.evaluate(() => agent.close());
  await page.waitForFunction(() => agent.end === "done");
  await hub.waitFor("close", undefined, { timeoutMs: 20_000 });
});

test("a webhook's signature is checked with the browser's WebCrypto", async () => {
  // RFC 4231, test case 2.
  const hex = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  const verify = (header: string): Promise<boolean> =>
    page.evaluate((given) => agent.verify("what do ya want for nothing?", given, "Jefe"), header);
  expect(await verify(`sha256=${hex}`)).toBe(true);
  expect(await verify(`sha256=0${hex.slice(1)}`)).toBe(false);
});

async function follow(agentToken = hub.agentToken): Promise<void> {
  await page.evaluate(([options, gruprId]) => agent.follow(options, gruprId), [
    { agentToken, baseUrl: hub.baseUrl },
    hub.gruprId,
  ] as const);
}

async function heard(contents: readonly string[]): Promise<void> {
  await expect.poll(() => page.evaluate(() => agent.heard), { timeout: 20_000 }).toEqual(contents);
}
