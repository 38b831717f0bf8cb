import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { launchChromium } from "../../../scripts/browser-harness/chromium.js";
import { ChatPage } from "../e2e/chat-page.js";

let running: ChildProcess;
let browser: Browser;
let pageUrl: string;

beforeEach(async () => {
  const { WS_CHANNEL_URL: _, ...env } = process.env;
  running = spawn(process.execPath, ["--import", "tsx", "start/main.ts"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...env, NODE_ENV: "development", NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  [browser, pageUrl] = await Promise.all([launchChromium(), addressOf(running)]);
}, 120_000);

afterEach(async () => {
  await browser.close();
  const gone = once(running, "exit");
  running.kill("SIGTERM");
  // It ends by itself, not by the signal: Vite says 143 for that.
  expect(await gone).toEqual([expect.any(Number), null]);
});

test("started by itself, the page talks to the agent that comes along", async () => {
  const page = await browser.newPage();
  await page.goto(pageUrl);
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
});

/** Resolves with the address that is printed. */
async function addressOf({ stdout }: ChildProcess): Promise<string> {
  let printed = "";
  for await (const chunk of stdout ?? []) {
    printed += String(chunk);
    const found = /http:\/\/\S+/.exec(printed)?.[0];
    if (found !== undefined) return found;
  }
  throw new Error(`it ended and printed only: ${printed}`);
}
