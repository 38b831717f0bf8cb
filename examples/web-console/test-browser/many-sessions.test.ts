import { complaints } from "@hawser/example-web-parts/test-support";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ConsolePage } from "../e2e/console-page.js";
import { openHouse, Stage, type House } from "./support/stage.js";

const MANY = 300;

let house: House;
let stage: Stage;
let console: ConsolePage;
beforeAll(async () => {
  house = await openHouse();
}, 180_000);
afterAll(async () => {
  await house.close();
});
beforeEach(async () => {
  stage = await Stage.set(house);
  for (let age = 0; age < MANY; age += 1) {
    const session = stage.gateway.sessions.open(`agent:main:topic-${age}`);
    session.settings["label"] = `Topic ${age}`;
    session.updatedAt -= age * 60_000;
  }
  console = await stage.enter();
  await rows().first().waitFor();
});
afterEach(async () => {
  expect(stage.unexpected()).toEqual([]);
  await stage.close();
});

describe("hundreds of sessions", () => {
  test("are all there, while only those near what is in sight are built", async () => {
    const list = console.page.locator(".session-list");
    const seen = new Set<string>();
    // By what is in sight at a time, so that each row comes by.
    const end = await list.evaluate((box) => box.scrollHeight);
    const page = await list.evaluate((box) => box.clientHeight);
    for (let top = 0; top < end; top += page) {
      await list.evaluate((box, to) => {
        box.scrollTop = to;
      }, top);
      await expect.poll(gaps).toBe(0);
      expect(await rows().count()).toBeLessThan(60);
      for (const name of await rows().locator(".session-name").allInnerTexts()) seen.add(name);
    }
    expect(seen.size).toBe(MANY);
    // Rows that are not built count for a screen reader, too.
    expect(await console.page.locator("li[aria-posinset='300'][aria-setsize='300']").count()).toBe(
      1,
    );
    expect(await complaints(console)).toEqual([]);
  }, 120_000);

  test("Tab stops once, arrows lead from row to row", async () => {
    const { keyboard } = console.page;
    await rows().first().focus();
    await keyboard.press("ArrowDown");
    await focusOn("Topic 1");
    await keyboard.press("End");
    await focusOn("Topic 299");
    await keyboard.press("ArrowUp");
    await focusOn("Topic 298");
    await keyboard.press("Enter");
    await console.page.getByRole("heading", { name: "Topic 298" }).waitFor();
    await rows().filter({ hasText: "Topic 298" }).focus();
    await keyboard.press("Home");
    await focusOn("Topic 0");
    await keyboard.press("Tab");
    await expect
      .poll(() => console.page.evaluate(() => document.activeElement?.className))
      .not.toContain("session");
  });

  test("a search finds any of them, and the list is whole again after it", async () => {
    const list = console.page.locator(".session-list");
    await list.evaluate((box) => {
      box.scrollTop = box.scrollHeight;
    });
    await console.page.getByLabel("Find a session").fill("topic-17");
    await expect.poll(() => rows().count()).toBe(11);
    expect(await rows().first().isVisible()).toBe(true);
    await console.page.getByLabel("Find a session").fill("");
    await rows().getByText("Topic 0", { exact: true }).waitFor();
    await expect.poll(gaps).toBe(0);
  });
});

function rows() {
  return console.page.locator("button.session");
}

async function focusOn(name: string): Promise<void> {
  await expect
    .poll(() => console.page.evaluate(() => document.activeElement?.getAttribute("title")))
    .toBe(name);
}

/** How many pixels of the list in sight have no row. */
function gaps(): Promise<number> {
  return console.page.locator(".session-list").evaluate((box) => {
    const frame = box.getBoundingClientRect();
    const built = [...box.querySelectorAll("li")].map((row) => row.getBoundingClientRect());
    const top = Math.max(0, (built[0]?.top ?? frame.bottom) - frame.top);
    const bottom = Math.max(0, frame.bottom - (built.at(-1)?.bottom ?? frame.top));
    return Math.floor(top) + Math.floor(bottom);
  });
}
