import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ensureBuilt } from "../../../scripts/lib/build.js";
import { launchChromium } from "../../../scripts/browser-harness/chromium.js";
import { ConsolePage } from "../e2e/console-page.js";

describe.each(["3", "4"])("started by itself, with protocol %s", (protocol) => {
  let running: ChildProcess;
  let browser: Browser;
  let pageUrl: string;

  beforeEach(async () => {
    await ensureBuilt(() => undefined);
    const { OPENCLAW_GATEWAY_URL: _, ...env } = process.env;
    running = spawn(process.execPath, ["--import", "tsx", "start/main.ts"], {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      env: { ...env, PROTOCOL: protocol, NODE_ENV: "development", NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    [browser, pageUrl] = await Promise.all([launchChromium(), addressOf(running)]);
  }, 180_000);

  afterEach(async () => {
    await browser.close();
    const gone = once(running, "exit");
    running.kill("SIGTERM");
    // It ends by itself, not by the signal: Vite says 143 for that.
    expect(await gone).toEqual([expect.any(Number), null]);
  });

  test("the page watches the gateway that comes along", async () => {
    const console = new ConsolePage(await browser.newPage());
    await console.page.goto(pageUrl);
    await console.button("Connect").click();
    await console.state("connected").waitFor();
    // The crew's first errand.
    const approvals = console.card("Approvals");
    await approvals.getByText("./deploy.sh").waitFor();
    await approvals.getByRole("button", { name: "Release 4.2" }).click();
    await console.answers.getByText("Two things:").waitFor();
    await approvals.getByRole("button", { name: "Allow once" }).click();
    await console.answers.getByText("What came of it:").waitFor();
    await console.begin("tides");
    await console.say("research the tides");
    await console.answers.getByText("It reports in a session of its own.").waitFor();
    await console.card("Subagents").getByRole("button", { name: "Read the tide tables" }).click();
    await console.page.getByRole("heading", { name: /^subagent|^long/ }).waitFor();
    await console.answers.getByText("the tide stands at").first().waitFor();
  });
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
