import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { background, complaints, smallTargets } from "@hawser/example-web-parts/test-support";
import type { ChatPage } from "../e2e/chat-page.js";
import { openHouse, Stage, type House } from "./support/stage.js";

const RICH =
  "# Title\n\nText with [a link](https://example.com) and `code`.\n\n```ts\nconst a = 1;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quoted";

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 180_000);
afterAll(async () => {
  await house.close();
});

describe("for everyone", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await Stage.set(house, ({ content }) => {
      if (content === "fail") throw new Error("no");
      return RICH;
    });
  });

  afterEach(async () => {
    await stage.close();
  });

  test.each(["light", "dark"] as const)(
    "axe finds nothing to mend, in the %s",
    async (colorScheme) => {
      const chat = await stage.open({ colorScheme, reducedMotion: "reduce" });
      expect(await complaints(chat)).toEqual([]);
      await chat.fillSignIn({ serverUrl: "ftp://x", name: "Ada" });
      expect(await complaints(chat)).toEqual([]);
      await chat.signIn({ serverUrl: stage.proxy.url, name: "Ada" });
      expect(await complaints(chat)).toEqual([]);
      await chat.say("show me everything");
      await chat.wholeAnswer(1);
      await chat.say("fail");
      await chat.own.getByText("No answer.").waitFor();
      await chat.answers.first().hover();
      await chat.button("Reply to Agent").click();
      await chat.join("crew");
      expect(await complaints(chat)).toEqual([]);
      await chat.button("Agent").first().click();
      expect(await complaints(chat)).toEqual([]);
      await stage.proxy.refuse(true);
      await stage.proxy.drop();
      await chat.banner.getByText("The line is gone.").waitFor();
      expect(await complaints(chat)).toEqual([]);
    },
  );

  test("a whole conversation needs no mouse", async () => {
    const chat = await stage.open();
    const { keyboard } = chat.page;
    // The form begins at the name.
    await keyboard.type("Ada");
    await keyboard.press("Tab");
    await keyboard.press("ControlOrMeta+a");
    await keyboard.type(stage.proxy.url);
    await keyboard.press("Enter");
    await chat.box.waitFor();
    await expect.poll(() => focused(chat)).toBe("Message");
    await keyboard.type("one");
    await keyboard.press("Shift+Enter");
    await keyboard.type("two");
    await keyboard.press("Enter");
    await chat.wholeAnswer(1);
    expect(await chat.own.locator(".bubble").innerText()).toBe("one\ntwo");
    // Backwards from the box: its picture button, then the newest message's buttons, and the message.
    for (let step = 0; step < 12; step += 1) {
      await keyboard.press("Shift+Tab");
      if (await chat.answers.evaluate((article) => article === document.activeElement)) break;
    }
    expect(await chat.answers.evaluate((article) => article === document.activeElement)).toBe(true);
    await keyboard.press("ArrowUp");
    expect(await chat.own.evaluate((article) => article === document.activeElement)).toBe(true);
    await keyboard.press("Enter");
    await expect.poll(() => focused(chat)).toBe("Message");
    await chat.page.getByText("Reply to You one two").waitFor();
    await keyboard.press("Escape");
    expect(await chat.page.getByText("Reply to You one two").count()).toBe(0);
  });

  test("Escape stops an answer, and input methods keep their Enter", async () => {
    let aborted = false;
    const slow = await Stage.set(house, (_message, reply) => {
      reply.stream("So far");
      return new Promise<void>((done) => {
        reply.signal.addEventListener("abort", () => {
          aborted = true;
          done();
        });
      });
    });
    const chat = await slow.enter("Ada");
    await chat.box.fill("にほん");
    await chat.box.dispatchEvent("keydown", { key: "Enter", isComposing: true });
    expect(await chat.own.count()).toBe(0);
    await chat.box.press("Enter");
    await chat.answers.getByText("So far").waitFor();
    await chat.page.keyboard.press("Escape");
    await chat.answers.getByText("Stopped").waitFor();
    await expect.poll(() => aborted).toBe(true);
    await slow.close();
  });

  test("dark follows the system; a choice is remembered", async () => {
    const chat = await stage.open({ colorScheme: "dark" });
    const dark = await background(chat);
    await chat.page.emulateMedia({ colorScheme: "light" });
    const light = await background(chat);
    expect(light).not.toBe(dark);
    await chat.button(/^Colours: as the system/).click();
    await chat.button(/^Colours: light/).click();
    expect(await background(chat)).toBe(dark);
    await chat.page.reload();
    await chat.button(/^Colours: dark/).waitFor();
    expect(await background(chat)).toBe(dark);
  });

  test("on a phone: a drawer, a button that sends, nothing wider than the screen", async () => {
    const chat = await stage.enter("Ada", {
      viewport: { width: 375, height: 667 },
      isMobile: true,
      hasTouch: true,
    });
    await chat.box.tap();
    await chat.box.fill("one");
    // With thumbs Enter begins a line.
    await chat.box.press("Enter");
    expect(await chat.own.count()).toBe(0);
    await chat.button("Send").tap();
    await chat.wholeAnswer(1);
    expect(await chat.page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    await chat.button("Conversations").tap();
    await chat.page.getByRole("dialog", { name: "Conversations" }).waitFor();
    expect(await complaints(chat)).toEqual([]);
    await chat.page.keyboard.press("Escape");
    await chat.page.getByRole("dialog").waitFor({ state: "hidden" });
    await chat.button("Conversations").tap();
    await chat.join("crew");
    await chat.page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(await smallTargets(chat)).toEqual([]);
  });

  test("nothing moves where that is not wanted", async () => {
    const chat = await stage.enter("Ada", { reducedMotion: "reduce" });
    await stage.proxy.refuse(true);
    await stage.proxy.drop();
    await chat.banner.waitFor();
    const running = await chat.page.evaluate(() => document.getAnimations().length);
    expect(running).toBe(0);
  });
});

function focused({ page }: ChatPage): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? null);
}
