import { startAsWritten, type Started } from "@hawser/example-web-parts/test-support";
import type { Browser } from "playwright-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ensureBuilt } from "../../../scripts/lib/build.js";
import { launchChromium } from "../../../scripts/browser-harness/chromium.js";
import { ConsolePage } from "../e2e/console-page.js";

/** The first time Vite has to look through everything, which takes as long as the machine is busy. */
const SLOW_MS = 90_000;

describe.each(["3", "4"])("started by itself, with protocol %s", (protocol) => {
  let started: Started;
  let browser: Browser;

  beforeEach(async () => {
    await ensureBuilt(() => undefined);
    const { OPENCLAW_GATEWAY_URL: _, ...env } = process.env;
    [browser, started] = await Promise.all([
      launchChromium(),
      startAsWritten(new URL("..", import.meta.url), { ...env, PROTOCOL: protocol }),
    ]);
  }, 180_000);

  afterEach(async () => {
    await browser.close();
    // It ends by itself, not by the signal: Vite says 143 for that.
    expect(await started.stop()).toEqual([expect.any(Number), null]);
  }, 2 * SLOW_MS);

  test(
    "the page watches the gateway that comes along",
    async () => {
      const console = new ConsolePage(await browser.newPage());
      console.page.setDefaultTimeout(SLOW_MS);
      await console.page.goto(started.url);
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
    },
    2 * SLOW_MS,
  );
});
