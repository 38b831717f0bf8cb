import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../../../scripts/lib/build.js";
import { launchChromium } from "../../../scripts/browser-harness/chromium.js";
import { servePage, type PageServer } from "../../../scripts/browser-harness/page-server.js";

// The whole client in a page whose GroupChat is played by msw: as the people who build pages test theirs.

const WORKER = createRequire(import.meta.url).resolve("msw/mockServiceWorker.js");

let browser: Browser;
let server: PageServer;

beforeAll(async () => {
  await ensureBuilt(() => undefined);
  const files = { "mockServiceWorker.js": readFileSync(WORKER) };
  [browser, server] = await Promise.all([
    launchChromium(),
    servePage(join(import.meta.dirname, "msw-page.ts"), files),
  ]);
}, 180_000);

afterAll(async () => {
  await Promise.all([browser.close(), server.close()]);
});

test("an agent works what msw delegates, over fetch and its WebSocket", async () => {
  const noise: string[] = [];
  const page = await browser.newPage();
  page.on("console", (message) => noise.push(message.text()));
  page.on("pageerror", (error) => noise.push(error.message));
  await page.goto(`http://127.0.0.1:${server.port}/`);
  await page.waitForFunction(() => "played" in globalThis);
  await page.waitForFunction(() => played.status === "live");
  const first = await page.evaluate(() => played.delegated("Fix the build"));
  expect(first).toMatchObject({ status: "FINISHED", comments: ["Done: Fix the build"] });
  const second = await page.evaluate(() => played.delegated("Paint the quay"));
  expect(second.comments).toEqual(["Done: Paint the quay"]);
  const posts = await page.evaluate(() => played.asked.filter((call) => call.startsWith("POST")));
  expect(posts).toEqual([
    "POST /runs/r1/start",
    "POST /runs/r1/complete",
    "POST /runs/r2/start",
    "POST /runs/r2/complete",
  ]);
  await page.evaluate(() => played.close());
  expect(noise).toEqual([]);
});
