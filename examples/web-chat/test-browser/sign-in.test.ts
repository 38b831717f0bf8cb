import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openHouse, Stage, type House } from "./support/stage.js";

const TOKEN = "tok-5ecret-1234567890";

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 180_000);
afterAll(async () => {
  await house.close();
});

describe("signing in", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await Stage.set(house, ({ senderName }) => `Hello ${senderName}`, {
      auth: ({ token }) => (token === TOKEN ? { userId: "u1", username: "Ada L." } : undefined),
    });
  });

  afterEach(async () => {
    await stage.close();
  });

  test("a wrong token is said so, in the form", async () => {
    const chat = await stage.open();
    await chat.fillSignIn({ serverUrl: stage.proxy.url, name: "Ada", token: "wrong" });
    const alert = chat.page.getByRole("alert");
    await alert.getByText("The server did not let you in").waitFor();
    await alert.getByText("Check your token and sign in again.").waitFor();
    await chat.page.getByLabel("Token").fill(TOKEN);
    await chat.button("Connect").click();
    await chat.box.waitFor();
  });

  test("the server's word decides who one is", async () => {
    const chat = await stage.enter("Somebody", { token: TOKEN });
    await chat.say("Hi");
    expect(await chat.wholeAnswer(1)).toBe("Hello Ada L.");
  });

  test("a token is nowhere but in memory, unless it is to be kept for this tab", async () => {
    const chat = await stage.enter("Ada", { token: TOKEN });
    const { page } = chat;
    expect(page.url()).not.toContain(TOKEN);
    expect(await stores(chat)).not.toContain(TOKEN);
    expect(stage.noise.join("\n")).not.toContain(TOKEN);
    expect(await page.content()).not.toContain(TOKEN);
    await page.reload();
    expect(await page.getByLabel("Your name").inputValue()).toBe("Ada");
    expect(await page.getByLabel("Token").inputValue()).toBe("");

    await chat.signIn({ serverUrl: stage.proxy.url, name: "Ada", token: TOKEN, keepToken: true });
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(TOKEN);
    await page.reload();
    await chat.box.waitFor();
    await chat.button("Sign out").click();
    await page.getByLabel("Token").waitFor();
    expect(await stores(chat)).not.toContain(TOKEN);
  });

  test("the address of the server never carries the token", async () => {
    const chat = await stage.open();
    const sockets: string[] = [];
    chat.page.on("websocket", (socket) => sockets.push(socket.url()));
    await chat.signIn({ serverUrl: stage.proxy.url, name: "Ada", token: TOKEN });
    expect(sockets).toHaveLength(1);
    expect(sockets.join()).not.toContain(TOKEN);
  });

  test("an address that is none is said so beside its field", async () => {
    const chat = await stage.open();
    await chat.fillSignIn({ serverUrl: "ftp://example.com", name: "Ada" });
    const field = chat.page.getByLabel("Server", { exact: true });
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    const described = await field.getAttribute("aria-describedby");
    expect(await chat.page.locator(`#${described}`).innerText()).toContain("ws://");
  });
});

test("without a name for this browser the same person comes back after a reload", async () => {
  const senders: string[] = [];
  const stage = await Stage.set(house, ({ senderId }) => {
    senders.push(senderId);
    return "yes";
  });
  const chat = await stage.enter("Ada");
  await chat.say("one");
  await chat.wholeAnswer(1);
  await chat.page.reload();
  await chat.signIn({ serverUrl: stage.proxy.url, name: "Ada" });
  await chat.say("two");
  await chat.wholeAnswer(1);
  expect(new Set(senders).size).toBe(1);
  await stage.close();
});

function stores({ page }: Awaited<ReturnType<Stage["open"]>>): Promise<string> {
  return page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
}
