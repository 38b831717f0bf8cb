import { join } from "node:path";
import { startGateway, type GatewayAgent, type TestGateway } from "@hawser/testkit";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ensureBuilt } from "../../../scripts/lib/build.js";
import { INSECURE_HOST, launchChromium } from "../../../scripts/browser-harness/chromium.js";
import { servePage, type PageServer } from "../../../scripts/browser-harness/page-server.js";
import type { Outcome } from "./page.js";

// The built ESM bundle in a real page, on a real socket.

const FIRST = "The rope holds the ship";
const SECOND = " to the quay.";

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

describe.each([3, 4] as const)("a page and a gateway of protocol %i", (protocol) => {
  let gateway: TestGateway;
  let context: BrowserContext;
  let page: Page;
  /** Lets the agent finish its answer. */
  let finish: () => void;
  let runs: number;
  let servedBefore: number;
  /** Errors and rejections that nobody in the page handled. */
  let unhandled: Error[];

  beforeEach(async () => {
    runs = 0;
    unhandled = [];
    servedBefore = server.served.length;
    const held = new Promise<void>((resolve) => (finish = resolve));
    const agent: GatewayAgent = async function* () {
      runs += 1;
      yield FIRST;
      await held;
      yield SECOND;
    };
    gateway = await startGateway({
      protocol,
      agent,
      allowedOrigins: [origin("127.0.0.1"), origin(INSECURE_HOST)],
    });
    context = await browser.newContext();
    context.on("weberror", (event) => unhandled.push(event.error()));
    page = await open("127.0.0.1");
  });

  afterEach(async () => {
    finish();
    for (const open of context.pages()) await open.evaluate(() => chat.close());
    await context.close();
    await gateway.close();
    expect(unhandled).toEqual([]);
  });

  test("it connects from an allowed origin, with a device of its own", async () => {
    expect(await connect(page)).toEqual({ protocol });
    const { client, device } = lastConnect();
    expect(client).toMatchObject({ id: "webchat-ui", mode: "webchat" });
    expect(device?.id).toMatch(/^[0-9a-f]{64}$/);
    expect(server.served.slice(servedBefore).filter(isFallback)).toEqual([]);
  });

  test("an answer comes as it is written", async () => {
    await connect(page);
    await page.evaluate(() => chat.send("what does it do?"));
    await page.waitForFunction((first) => chat.text === first, FIRST);
    finish();
    expect(await page.evaluate(() => chat.finished())).toEqual({
      status: "final",
      text: FIRST + SECOND,
    });
    expect(await page.evaluate(() => chat.text)).toBe(FIRST + SECOND);
  });

  test("an answer goes on where it was when the connection drops", async () => {
    await connect(page);
    await page.evaluate(() => chat.send("what does it do?"));
    await page.waitForFunction((first) => chat.text === first, FIRST);

    expect(gateway.faults.drop()).toBe(1);
    await gateway.waitFor("ready", () => true, { after: 1, timeoutMs: 20_000 });
    await page.waitForFunction(() => chat.status === "ready");
    finish();

    expect(await page.evaluate(() => chat.finished())).toEqual({
      status: "final",
      text: FIRST + SECOND,
    });
    const deltas = await page.evaluate(() =>
      chat.events.flatMap((event) => (event.type === "text" ? [event.delta] : [])),
    );
    expect(deltas.join("")).toBe(FIRST + SECOND);
    expect(runs).toBe(1);
  });

  test("a reload keeps the device, and its token opens the gateway", async () => {
    await connect(page);
    const before = lastConnect();
    await page.reload();
    await page.waitForFunction(() => "chat" in globalThis);
    expect(await page.evaluate((url) => chat.connect({ url }), gateway.url)).toEqual({ protocol });
    const after = lastConnect();
    expect(after.device?.id).toBe(before.device?.id);
    expect(after.auth?.token).not.toBe(gateway.token);
  });

  test("a page over plain HTTP has no WebCrypto: it loads the signatures it needs", async () => {
    const plain = await open(INSECURE_HOST);
    expect(await plain.evaluate(() => typeof crypto.subtle)).toBe("undefined");
    expect(await connect(plain)).toEqual({ protocol });
    expect(lastConnect().device?.id).toMatch(/^[0-9a-f]{64}$/);
    expect(server.served.slice(servedBefore).filter(isFallback)).not.toEqual([]);
  });

  test("an origin that the gateway does not allow is a final error", async () => {
    const stranger = await open("localhost");
    expect(await connect(stranger)).toEqual({ code: "CONTROL_UI_ORIGIN_NOT_ALLOWED" });
    expect(await stranger.evaluate(() => chat.status)).toBe("closed");
  });

  async function open(host: string): Promise<Page> {
    const opened = await context.newPage();
    await opened.goto(`${origin(host)}/`);
    await opened.waitForFunction(() => "chat" in globalThis);
    return opened;
  }

  function connect(on: Page): Promise<Outcome> {
    const { url, token } = gateway;
    return on.evaluate((options) => chat.connect(options), { url, token });
  }

  function lastConnect(): ConnectSeen {
    const request = gateway.requests.findLast(({ method }) => method === "connect");
    return request?.params as ConnectSeen;
  }
});

interface ConnectSeen {
  readonly client: { readonly id: string; readonly mode: string };
  readonly device?: { readonly id: string };
  readonly auth?: { readonly token?: string; readonly deviceToken?: string };
}

function isFallback(script: string): boolean {
  return server.fallbackChunks.includes(script);
}

function origin(host: string): string {
  return `http://${host}:${server.port}`;
}
