import { startAsWritten, type Started } from "@hawser/example-web-parts/test-support";
import type { Browser } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureBuilt } from "../../../scripts/lib/build.js";
import { launchChromium } from "../../../scripts/browser-harness/chromium.js";
import { ChatPage } from "../e2e/chat-page.js";

/** The first time Vite has to look through everything, which takes as long as the machine is busy. */
const SLOW_MS = 90_000;

let started: Started;
let browser: Browser;

beforeEach(async () => {
  await ensureBuilt(() => undefined);
  const { WS_CHANNEL_URL: _, ...env } = process.env;
  [browser, started] = await Promise.all([
    launchChromium(),
    startAsWritten(new URL("..", import.meta.url), env),
  ]);
}, 180_000);

afterEach(async () => {
  await browser.close();
  // It ends by itself, not by the signal: Vite says 143 for that.
  expect(await started.stop()).toEqual([expect.any(Number), null]);
}, 2 * SLOW_MS);

test(
  "started by itself, the page talks to the agent that comes along",
  async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(SLOW_MS);
    await page.goto(started.url);
    const chat = new ChatPage(page);
    await page.getByLabel("Your name").fill("Ada");
    await chat.button("Connect").click();
    await chat.button("What can you do?").click();
    await chat.box.press("Enter");
    expect(await chat.wholeAnswer(1)).toContain("I am the small agent that comes along");
    await chat.join("crew");
    await chat.say("hello");
    expect(await chat.wholeAnswer(1)).toContain("Ada: Hello!");
    await chat.say("remind me");
    await chat.answers.getByText("This is your reminder.").waitFor();
  },
  2 * SLOW_MS,
);
