import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveBuiltPage } from "../../examples/web-console/e2e/built-page.js";
import { ConsolePage } from "../../examples/web-console/e2e/console-page.js";
import { launchChromium } from "../../scripts/browser-harness/chromium.js";
import type { GatewayConfig } from "../src/gateway-config.js";
import { generations } from "../src/generations.js";
import { onStage } from "../src/stage.js";

// Before the gateways start: they have to know where the page comes from.
const page = await serveBuiltPage();
afterAll(() => page.close());

const config: GatewayConfig = {
  gateway: { controlUi: { allowedOrigins: [new URL(page.url).origin] } },
  tools: { exec: { host: "gateway", security: "allowlist", ask: "always" } },
};

for (const { version } of Object.values(generations)) {
  onStage({ version, config }, (stage) => {
    describe("the console page", () => {
      let browser: Browser;
      let console: ConsolePage;
      const noise: string[] = [];
      beforeAll(async () => {
        browser = await launchChromium();
        const context = await browser.newContext();
        context.on("weberror", (event) => noise.push(String(event.error())));
        console = new ConsolePage(await context.newPage());
        await console.page.goto(page.url);
        const { url, token } = stage().gateway;
        await console.signIn({ gatewayUrl: url, token });
      });
      afterAll(async () => {
        await browser?.close();
        expect(noise).toEqual([]);
      });

      it("shows the gateway's agents and how it is", async () => {
        await console.card("Presence").getByText("idle").first().waitFor();
        await console.card("Connection").getByText(`protocol ${stage().protocol}`).waitFor();
        await console.card("Connection").getByText("well", { exact: true }).waitFor();
      });

      it("streams an answer while its run is live, and then has it once", async () => {
        await console.begin("console-notes");
        await console.say("SLOW:40x100");
        await console.card("Live runs").getByRole("button", { name: /^Stop/ }).waitFor();
        await console.answers.getByText("w3").waitFor();
        await console.card("Live runs").getByText("All is quiet.").waitFor();
        await console.answers.getByText("w40").waitFor();
        await expect.poll(() => console.answers.count()).toBe(1);
        await expect.poll(() => console.questions.count()).toBe(1);
        await console.page.locator("button.session[aria-current]").waitFor();
      });

      it("stops an agent", async () => {
        await console.say("SLOW:400x50 stop this console");
        await console.answers.nth(1).locator(".markdown").waitFor();
        await console.box.press("Escape");
        await stage().llm.waitFor(
          (asked) => asked.text.includes("stop this console") && asked.state === "aborted",
        );
        await console.card("Live runs").getByText("All is quiet.").waitFor();
      });

      it("decides about a command", async () => {
        await console.begin("console-approvals");
        const command = "touch /tmp/hawser-e2e-console-never";
        await console.say(`TOOL:exec ${JSON.stringify({ command })}`);
        const approvals = console.card("Approvals");
        await approvals.getByText(command).waitFor();
        await approvals.getByRole("button", { name: "Deny" }).click();
        await approvals.getByText("Nobody waits for you.").waitFor();
        await console.card("Live runs").getByText("All is quiet.").waitFor();
      });

      it("comes back when the gateway does", async () => {
        const { gateway } = stage();
        await gateway.kill("SIGKILL");
        await console.banner.getByText("The line is gone.").waitFor();
        await gateway.start();
        await console.state("connected").waitFor({ timeout: 90_000 });
        await console.begin("console-notes");
        await console.say("SAY:still here");
        await console.answers.getByText("still here").waitFor();
      }, 180_000);
    });
  });
}
