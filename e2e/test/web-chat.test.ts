import { llmWords } from "@hawser/testkit";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveBuiltPage, type BuiltPage } from "../../examples/web-chat/e2e/built-page.js";
import { haveOneChat } from "../../examples/web-chat/e2e/one-chat.js";
import { launchChromium } from "../../scripts/browser-harness/chromium.js";
import { AuthService } from "../src/auth-service.js";
import { onChannelStage, type ChannelStage } from "../src/channel-stage.js";
import { sightedModel } from "../src/gateway-config.js";

const RED_DOT =
  "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==";

onChannelStage("2026.9.6", sightedModel, (stage) => {
  describe("the chat page", () => {
    let service: AuthService;
    let browser: Browser;
    let page: BuiltPage;
    beforeAll(async () => {
      service = await AuthService.start();
      [browser, page] = await Promise.all([launchChromium(), serveBuiltPage()]);
      await stage().configure({ auth: { endpoint: service.endpoint, timeout: 5000 } });
    });
    afterAll(async () => {
      await Promise.all([browser?.close(), page?.close(), service.stop()]);
    });

    it("signs in with a token and streams replies", async () => {
      const { answers, noise } = await haveOneChat({
        ...as("page-reader"),
        messages: ["SAY:hello page", "SLOW:20x40"],
      });
      expect(answers).toEqual(["hello page", llmWords(20).trim()]);
      expect(noise).toEqual([]);
      expect(service.questions.at(-1)).toMatchObject({ token: "ok-page-reader" });
    });

    it("says in words that a token was refused", async () => {
      const context = await browser.newContext();
      const form = await context.newPage();
      await form.goto(page.url);
      await form.getByLabel("Server", { exact: true }).fill(stage().url);
      await form.getByLabel("Token").fill("stale");
      await form.getByRole("button", { name: "Connect" }).click();
      await form.getByText("Check your token and sign in again.").waitFor();
      await context.close();
    });

    it("stops the agent", async () => {
      await haveOneChat({
        ...as("page-stopper"),
        messages: ["SAY:ready"],
        further: async (chat) => {
          await chat.say("SLOW:400x50 stop this page");
          await chat.answers.nth(1).locator(".markdown").waitFor();
          await chat.button("Stop the answer").click();
          await chat.answers.getByText("Stopped").waitFor();
          await stage().llm.waitFor(
            (r) => r.text.includes("stop this page") && r.state === "aborted",
          );
          await chat.say("SAY:still here");
          expect(await chat.wholeAnswer(3)).toBe("still here");
        },
      });
    });

    it("shows the model a picture and what a reply refers to", async () => {
      await haveOneChat({
        ...as("page-painter"),
        messages: ["SAY:first things first"],
        further: async (chat) => {
          const buffer = Buffer.from(RED_DOT, "base64");
          const file = { name: "dot.png", mimeType: "image/png", buffer };
          await chat.page.locator("input[type=file]").setInputFiles(file);
          await chat.page.getByRole("img", { name: "dot.jpg" }).waitFor();
          await chat.button("Reply to Agent").click();
          await chat.say("SAY:seen page-picture");
          expect(await chat.wholeAnswer(2)).toBe("seen page-picture");
        },
      });
      const asked = lastAsked(stage(), "page-picture");
      expect(asked).toMatch(/data:image\/jpeg;base64,/);
      expect(asked).toContain("first things first");
    });

    it("shows a group's members each other and the agent's answers", async () => {
      await haveOneChat({
        ...as("page-ann"),
        messages: [],
        further: async (ann) => {
          await ann.join("Page Crew");
          await ann.say("SAY:ann is here");
          expect(await ann.wholeAnswer(1)).toBe("ann is here");
          await haveOneChat({
            ...as("page-ben"),
            messages: [],
            further: async (ben) => {
              await ben.join("Page Crew");
              await ben.say("SAY:so is ben");
              expect(await ben.wholeAnswer(1)).toBe("so is ben");
              await ann.members.getByText("SAY:so is ben").waitFor();
              expect(await ann.wholeAnswer(2)).toBe("so is ben");
              await ann.say("SAY:welcome ben");
              expect(await ben.wholeAnswer(2)).toBe("welcome ben");
            },
          });
        },
      });
    });

    it("comes back when the gateway does, and loses nothing that waited", async () => {
      await haveOneChat({
        ...as("page-survivor"),
        messages: ["SAY:before"],
        further: async (chat) => {
          const { gateway } = stage();
          await gateway.kill("SIGKILL");
          await chat.banner.getByText("The line is gone.").waitFor();
          await chat.say("SAY:written meanwhile");
          await chat.own.getByText("Waiting for the line").waitFor();
          await gateway.start();
          await stage().listening();
          // It may have come back by itself a moment before; then there is no button.
          await Promise.race([
            chat.button("Try now").click(),
            chat.own.getByText("Sent").nth(1).waitFor(),
          ]);
          expect(await chat.wholeAnswer(2, 60_000)).toBe("written meanwhile");
          expect(await chat.answers.count()).toBe(2);
        },
      });
    }, 180_000);

    function as(user: string) {
      return {
        browser,
        pageUrl: page.url,
        serverUrl: stage().url,
        name: user,
        token: `ok-${user}`,
      };
    }
  });
});

function lastAsked({ llm }: ChannelStage, words: string): string {
  const request = llm.requests.findLast((asked) => asked.text.includes(words));
  return JSON.stringify(request?.messages);
}
