import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ChatPage } from "../e2e/chat-page.js";
import { openHouse, Stage, type House } from "./support/stage.js";

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 180_000);
afterAll(async () => {
  await house.close();
});

describe("a long conversation", () => {
  let stage: Stage;
  let chat: ChatPage;
  let senderId: string;

  beforeEach(async () => {
    stage = await Stage.set(house, (message) => {
      senderId = message.senderId;
      return "hello";
    });
    chat = await stage.enter("Ada");
    await chat.say("hello");
    await chat.wholeAnswer(1);
  });

  afterEach(async () => {
    await stage.close();
    expect(stage.noise).toEqual([]);
  });

  test("builds only its end, and the rest when it is asked for, where the reader is", async () => {
    push(1000);
    await chat.answers.getByText("Message 1000", { exact: true }).waitFor();
    expect(await chat.answers.count()).toBeLessThan(250);
    expect(await atEnd()).toBe(true);
    const earlier = chat.button(/Show earlier messages/);
    await settled();
    await scroller().evaluate((box) => {
      box.scrollTop = 0;
    });
    await settled();
    const before = await chat.answers.count();
    const seen = chat.answers.nth(1);
    const id = await seen.getAttribute("data-id");
    const top = (await seen.boundingBox())?.y ?? 0;
    await earlier.click();
    await expect.poll(() => chat.answers.count()).toBeGreaterThan(before);
    await settled();
    const moved = (await chat.page.locator(`[data-id="${id}"]`).boundingBox())?.y ?? 0;
    expect(Math.abs(moved - top)).toBeLessThan(4);
  });

  test("stays where the reader is until they go back to the end", async () => {
    push(60);
    await chat.answers.getByText("Message 60", { exact: true }).waitFor();
    await expect.poll(atEnd).toBe(true);
    await readBack(700);
    await chat.button("Newest").waitFor();
    // Not scrollTop: that changes with the height of what is above and out of sight.
    const read = chat.page.locator(`[data-id="${await firstInView()}"]`);
    const place = (await read.boundingBox())?.y ?? 0;
    push(5, 60);
    await chat.answers.getByText("Message 65", { exact: true }).waitFor({ state: "attached" });
    const now = (await read.boundingBox())?.y ?? 0;
    expect(Math.abs(now - place)).toBeLessThan(4);
    await chat.button("Newest").click();
    await expect.poll(atEnd).toBe(true);
    expect(await chat.button("Newest").count()).toBe(0);
  });

  test("goes to the end when one writes oneself", async () => {
    push(60);
    await chat.answers.getByText("Message 60", { exact: true }).waitFor();
    await expect.poll(atEnd).toBe(true);
    await readBack(700);
    await chat.button("Newest").waitFor();
    await chat.say("and me");
    await expect.poll(atEnd).toBe(true);
  });

  function push(count: number, after = 0): void {
    for (let n = after + 1; n <= after + count; n += 1) {
      stage.server.push({ senderId }, `Message ${n}`);
    }
  }

  function scroller() {
    return chat.page.locator(".scroller");
  }

  /** Turns the wheel, and waits for the page to be where that leads: it glides there. */
  async function readBack(pixels: number): Promise<void> {
    await scroller().evaluate((box) => {
      box.addEventListener("scrollend", () => (box.dataset["rests"] = "true"), { once: true });
    });
    await scroller().hover();
    await chat.page.mouse.wheel(0, -pixels);
    await expect.poll(() => scroller().getAttribute("data-rests")).toBe("true");
  }

  /** Waits for what the page draws next, and for what comes into sight with that. */
  function settled(): Promise<void> {
    return chat.page.evaluate(async () => {
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    });
  }

  function firstInView(): Promise<string | null> {
    return scroller().evaluate((box) => {
      const { top } = box.getBoundingClientRect();
      const messages = [...box.querySelectorAll("[data-id]")];
      const first = messages.find((message) => message.getBoundingClientRect().top > top);
      return first?.getAttribute("data-id") ?? null;
    });
  }

  function atEnd(): Promise<boolean> {
    return scroller().evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight < 4);
  }
});
