import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { background, complaints } from "@hawser/example-web-parts/test-support";
import type { ConsolePage } from "../e2e/console-page.js";
import { openHouse, Stage, type House } from "./support/stage.js";

let house: House;
let stage: Stage;
beforeAll(async () => {
  house = await openHouse();
}, 180_000);
afterAll(async () => {
  await house.close();
});
beforeEach(async () => {
  stage = await Stage.set(house, { agents: ["main", "ops"] });
  stage.gateway.sessions.open("agent:ops:release");
});
afterEach(async () => {
  await stage.close();
});

test.each(["light", "dark"] as const)(
  "axe finds nothing to mend, in the %s",
  async (colorScheme) => {
    const console = await stage.open({ colorScheme, reducedMotion: "reduce" });
    expect(await complaints(console)).toEqual([]);
    await console.fillSignIn({ gatewayUrl: "ftp://x" });
    expect(await complaints(console)).toEqual([]);
    await console.signIn({ gatewayUrl: stage.proxy.url, token: stage.gateway.token });
    expect(await complaints(console)).toEqual([]);
    await console.begin("notes");
    await console.say("# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |");
    await console.card("Live runs").getByText("All is quiet.").waitFor();
    await console.say("LLMFAIL:500");
    await console.page.getByText("No answer.").waitFor();
    await console.say("SLOW:100x100");
    stage.gateway.requestApproval({ command: "rm -r build", agentId: "ops" });
    await console.button("Deny").waitFor();
    await console.card("Live runs").getByRole("button", { name: /^Stop/ }).waitFor();
    await console.page.getByText(/^Connected programs/).click();
    expect(await complaints(console)).toEqual([]);
    await stage.proxy.refuse(true);
    await stage.proxy.drop();
    await console.banner.getByText("The line is gone.").waitFor();
    expect(await complaints(console)).toEqual([]);
  },
);

test("everything can be done without a mouse", async () => {
  const console = await stage.open();
  const { keyboard } = console.page;
  // The form begins at the address.
  await console.page.locator("#url:focus").waitFor();
  await keyboard.press("ControlOrMeta+a");
  await keyboard.type(stage.proxy.url);
  await keyboard.press("Tab");
  await keyboard.type(stage.gateway.token);
  await keyboard.press("Enter");
  await console.state("connected").waitFor();
  await tabTo(console, "Name of a new session");
  await keyboard.type("notes");
  await keyboard.press("Enter");
  await console.box.waitFor();
  await tabTo(console, "Message");
  await keyboard.type("one");
  await keyboard.press("Shift+Enter");
  await keyboard.type("two");
  await keyboard.press("Enter");
  await console.answers.getByText(/echo: one\s*two/).waitFor();
  const { decided } = stage.gateway.requestApproval({ command: "rm -r build" });
  await console.button("Deny").waitFor();
  await tabTo(console, "Deny");
  await keyboard.press("Enter");
  expect(await decided).toBe("deny");
});

test("on a phone, one part at a time, and nothing wider than the screen", async () => {
  const console = await stage.enter({
    viewport: { width: 375, height: 667 },
    isMobile: true,
    hasTouch: true,
  });
  const tab = (name: RegExp) =>
    console.page
      .getByRole("navigation", { name: "Parts of the page" })
      .getByRole("button", { name });
  const width = () => console.page.evaluate(() => document.documentElement.scrollWidth);
  expect(await width()).toBe(375);
  // Opening a session leads to it.
  await console.begin("notes");
  expect(await console.page.getByLabel("Find a session").isVisible()).toBe(false);
  await console.box.fill("one");
  await console.button("Send").tap();
  await console.answers.getByText("echo: one").waitFor();
  expect(await width()).toBe(375);
  stage.gateway.requestApproval({ command: `echo ${"very-long".repeat(40)}` });
  await tab(/^Activity 1 waiting for your decision/).tap();
  await console.button("Allow once").tap();
  await console.card("Approvals").getByText("Nobody waits for you.").waitFor();
  expect(await width()).toBe(375);
  expect(await complaints(console)).toEqual([]);
  await tab(/^Sessions/).tap();
  await console.page.getByLabel("Find a session").waitFor();
});

test("on a tablet, the bar says which part is beside the list", async () => {
  const console = await stage.enter({ viewport: { width: 820, height: 1180 }, hasTouch: true });
  const bar = console.page.getByRole("navigation", { name: "Parts of the page" });
  const current = bar.locator("[aria-current='page']");
  expect(await bar.getByRole("button").count()).toBe(2);
  expect(await current.innerText()).toBe("Chat");
  expect(await complaints(console)).toEqual([]);
  await bar.getByRole("button", { name: /^Activity/ }).tap();
  expect(await current.innerText()).toBe("Activity");
  await console.open("release");
  expect(await current.innerText()).toBe("Chat");
  // Narrower, the list is a part like the others.
  await console.page.setViewportSize({ width: 500, height: 900 });
  await bar.getByRole("button", { name: "Sessions" }).tap();
  expect(await current.innerText()).toBe("Sessions");
});

test("where the approvals are out of sight, the open session shows its own", async () => {
  const console = await stage.enter({ viewport: { width: 390, height: 844 }, hasTouch: true });
  await console.open("release");
  await console.box.waitFor();
  stage.gateway.requestApproval({ command: "echo elsewhere", sessionKey: "agent:main:main" });
  const { decided } = stage.gateway.requestApproval({
    command: "rm -r build",
    sessionKey: "agent:ops:release",
  });
  const asked = console.page
    .getByRole("list", { name: "Waiting for your decision" })
    .getByRole("article");
  await asked.getByText("rm -r build").waitFor();
  expect(await asked.count()).toBe(1);
  expect(await complaints(console)).toEqual([]);
  await console.button("Deny").tap();
  expect(await decided).toBe("deny");
});

test("dark follows the system; a choice is remembered", async () => {
  const console = await stage.open({ colorScheme: "dark" });
  const dark = await background(console);
  await console.page.emulateMedia({ colorScheme: "light" });
  expect(await background(console)).not.toBe(dark);
  await console.button(/^Colours: as the system/).click();
  await console.button(/^Colours: light/).click();
  expect(await background(console)).toBe(dark);
  await console.page.reload();
  await console.button(/^Colours: dark/).waitFor();
  expect(await background(console)).toBe(dark);
});

/** Presses Tab until what is called so has the focus. */
async function tabTo({ page }: ConsolePage, name: string): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute("aria-label") ?? element?.textContent;
    });
    if (focused === name) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`no Tab leads to ${name}`);
}
