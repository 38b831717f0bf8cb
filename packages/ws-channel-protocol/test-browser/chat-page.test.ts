import { join } from "node:path";
import {
  createWsChannelServer,
  type ServerEvent,
  type WsChannelServer,
} from "@hawser/ws-channel-protocol/server";
import { faultProxy, type FaultProxy } from "@hawser/testkit";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ensureBuilt } from "../../../scripts/lib/build.js";
import { launchChromium } from "../../../scripts/browser-harness/chromium.js";
import { servePage, type PageServer } from "../../../scripts/browser-harness/page-server.js";
import type { PageChat } from "./page.js";

declare const chat: PageChat;

// The built client in a real page, and the built server, on real sockets.

const FIRST = "The rope holds the ship";
const SECOND = " to the quay.";

let browser: Browser;
let pages: PageServer;
let server: WsChannelServer;
let proxy: FaultProxy;
let context: BrowserContext;
let page: Page;
/** Lets the agent finish its answer. */
let finish: () => void;
let runs: number;
/** Whether the agent was stopped. */
let stopped: boolean;
/** Every token that the server was shown, and the parameters of its URL. */
let shown: { readonly token: string | undefined; readonly params: Record<string, string> }[];
/** What the server saw. */
let seen: ServerEvent[];
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
  runs = 0;
  stopped = false;
  shown = [];
  seen = [];
  unhandled = [];
  const held = new Promise<void>((resolve) => (finish = resolve));
  server = createWsChannelServer({
    port: 0,
    host: "127.0.0.1",
    env: {},
    allowedOrigins: [`http://127.0.0.1:${pages.port}`],
    auth: ({ token, params }) => {
      shown.push({ token, params: { ...params } });
      return token === "gööd-token" ? { userId: "user_123" } : undefined;
    },
    observe: (event) => seen.push(event),
    onMessage: async (_message, reply) => {
      runs += 1;
      reply.signal.addEventListener("abort", () => (stopped = true));
      reply.stream(FIRST);
      await held;
      return FIRST + SECOND;
    },
  });
  await server.listen();
  proxy = await faultProxy({ target: server.url });
  context = await browser.newContext();
  context.on("weberror", (event) => unhandled.push(event.error()));
  page = await open("127.0.0.1");
});

afterEach(async () => {
  finish();
  for (const opened of context.pages()) await opened.evaluate(() => chat.close());
  await context.close();
  await proxy.close();
  await server.close();
  expect(unhandled).toEqual([]);
});

test("a token travels as a subprotocol, and not in the URL", async () => {
  expect(await connect()).toEqual({
    senderId: "user_123",
    features: expect.arrayContaining(["resume", "whole"]),
  });
  expect(shown).toEqual([
    { token: "gööd-token", params: { senderId: expect.stringMatching(/^[0-9a-f]{32}$/) } },
  ]);
});

test("a refused token is a final error in the server's words", async () => {
  const outcome = await connect("bad-token");
  expect(outcome).toMatchObject({ code: "AUTH_FAILED" });
  expect(outcome).toMatchObject({ message: expect.stringMatching(/^Authentication failed/) });
  expect(await page.evaluate(() => chat.status)).toBe("closed");
  expect(shown).toHaveLength(1);
});

test("a reply comes as it is written", async () => {
  await connect();
  await page.evaluate(() => chat.send("what does it do?"));
  await page.waitForFunction((first) => chat.text === first, FIRST);
  finish();
  expect(await page.evaluate(() => chat.finished())).toEqual({
    end: "final",
    text: FIRST + SECOND,
  });
});

test("a reply goes on where it was when the connection drops", async () => {
  await connect();
  await page.evaluate(() => chat.send("what does it do?"));
  await page.waitForFunction((first) => chat.text === first, FIRST);

  expect(await proxy.drop()).toBe(1);
  await proxy.waitForAccepted(2, { timeoutMs: 20_000 });
  await page.waitForFunction(() => chat.status === "ready");
  finish();

  expect(await page.evaluate(() => chat.finished())).toEqual({
    end: "final",
    text: FIRST + SECOND,
  });
  const deltas = await page.evaluate(() =>
    chat.events.flatMap((event) => (event.type === "text" ? [event.delta] : [])),
  );
  expect(deltas.join("")).toBe(FIRST + SECOND);
  expect(runs).toBe(1);
});

test("a stopped reply ends here and at the agent", async () => {
  await connect();
  await page.evaluate(() => chat.send("go on"));
  await page.waitForFunction((first) => chat.text === first, FIRST);
  await page.evaluate(() => chat.stop());
  expect(await page.evaluate(() => chat.finished())).toEqual({ end: "stopped", text: FIRST });
  await expect.poll(() => stopped, { timeout: 20_000 }).toBe(true);
});

test("a page of another origin does not get in", async () => {
  const stranger = await open("localhost");
  await stranger.evaluate((url) => {
    void chat.connect({ url, token: "gööd-token", tokenIn: "subprotocol" });
  }, proxy.url);
  // A browser does not tell a page why, so the client has to think that it may work later.
  await stranger.waitForFunction(() => chat.status === "waiting");
  expect(seen).toContainEqual(expect.objectContaining({ type: "upgrade-refused", status: 403 }));
  expect(shown).toEqual([]);
});

test("close() says goodbye, and what was open ends", async () => {
  await connect();
  await page.evaluate(() => chat.send("go on"));
  await page.waitForFunction((first) => chat.text === first, FIRST);
  await page.evaluate(() => chat.close());
  expect(await page.evaluate(() => chat.finished())).toEqual({
    code: "CONNECTION_LOST",
    message: expect.stringContaining("The reply was lost"),
  });
  expect(await page.evaluate(() => chat.status)).toBe("closed");
  await expect.poll(() => codes(), { timeout: 20_000 }).toEqual([1000]);
});

test("a page that is left takes its connection along", async () => {
  await connect();
  await page.evaluate(() => chat.send("go on"));
  await page.waitForFunction((first) => chat.text === first, FIRST);
  await page.goto("about:blank");
  await expect.poll(() => server.connections, { timeout: 20_000 }).toBe(0);
  expect(codes()).toHaveLength(1);
  // Its reply is kept for a while: the same person may come back.
  expect(server.stats.openReplies).toBe(1);
  await page.close();
});

/** How connections ended, for the server. */
function codes(): readonly number[] {
  return seen.flatMap((event) => (event.type === "disconnected" ? [event.code] : []));
}

async function open(host: string): Promise<Page> {
  const opened = await context.newPage();
  await opened.goto(`http://${host}:${pages.port}/`);
  await opened.waitForFunction(() => "chat" in globalThis);
  return opened;
}

function connect(token = "gööd-token"): ReturnType<typeof chat.connect> {
  return page.evaluate((options) => chat.connect(options), {
    url: proxy.url,
    token,
    tokenIn: "subprotocol" as const,
  });
}
