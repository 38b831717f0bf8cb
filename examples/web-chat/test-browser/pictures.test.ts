import type { ChannelMessage } from "@hawser/ws-channel-protocol/server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ChatPage } from "../e2e/chat-page.js";
import { drawPng, jpegSize } from "./support/pictures.js";
import { openHouse, Stage, type House } from "./support/stage.js";

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 180_000);
afterAll(async () => {
  await house.close();
});

describe("a picture", () => {
  let stage: Stage;
  let seen: ChannelMessage[];
  let chat: ChatPage;
  let png: Buffer;

  beforeEach(async () => {
    seen = [];
    stage = await Stage.set(house, (message) => {
      seen.push(message);
      return `I see ${message.media.length}`;
    });
    chat = await stage.enter("Ada");
    png = await drawPng(chat.page, 3000, 1500);
  });

  afterEach(async () => {
    await stage.close();
    expect(stage.noise).toEqual([]);
  });

  test("is chosen, shown, made smaller and sent", async () => {
    await pick("map.png", "image/png", png);
    await chat.page.getByRole("img", { name: "map.jpg" }).waitFor();
    await chat.say("What is this?");
    expect(await chat.wholeAnswer(1)).toBe("I see 1");
    const [media] = seen[0]?.media ?? [];
    expect(media).toMatchObject({ name: "map.jpg", mimeType: "image/jpeg" });
    expect(jpegSize(media?.data)).toEqual({ width: 1600, height: 800 });
    await chat.own.getByRole("img", { name: "map.jpg" }).waitFor();
    expect(await chat.page.getByLabel("Attached pictures").count()).toBe(0);
  });

  test("needs no words", async () => {
    await pick("map.png", "image/png", png);
    await chat.page.getByRole("img", { name: "map.jpg" }).waitFor();
    await chat.button("Send").click();
    expect(await chat.wholeAnswer(1)).toBe("I see 1");
    expect(seen[0]?.content).toBe("");
  });

  test("is removed again with the keyboard", async () => {
    await pick("map.png", "image/png", png);
    const remove = chat.button("Remove map.jpg");
    await remove.focus();
    await chat.page.keyboard.press("Enter");
    await remove.waitFor({ state: "detached" });
    expect(await chat.box.evaluate((box) => box === document.activeElement)).toBe(true);
    await chat.say("nothing");
    expect(await chat.wholeAnswer(1)).toBe("I see 0");
  });

  test.each(["paste", "drop"] as const)("comes by %s", async (way) => {
    await chat.box.evaluate(
      (box, [kind, bytes]) => {
        const data = Uint8Array.from(atob(bytes as string), (c) => c.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([data], "shot.png", { type: "image/png" }));
        const init = { bubbles: true, cancelable: true };
        box.dispatchEvent(
          kind === "paste"
            ? new ClipboardEvent("paste", { ...init, clipboardData: transfer })
            : new DragEvent("drop", { ...init, dataTransfer: transfer }),
        );
      },
      [way, png.toString("base64")],
    );
    await chat.page.getByRole("img", { name: "shot.jpg" }).waitFor();
    await chat.say("look");
    expect(await chat.wholeAnswer(1)).toBe("I see 1");
  });

  test("that is none is left out with words, and so is the fifth", async () => {
    await pick("notes.png", "image/png", Buffer.from("these are words"));
    const alert = chat.page.getByRole("alert");
    await alert.getByText("“notes.png” is not a picture that this browser can read.").waitFor();
    await chat.page
      .locator("input[type=file]")
      .setInputFiles(
        [1, 2, 3, 4, 5].map((n) => ({ name: `${n}.png`, mimeType: "image/png", buffer: png })),
      );
    await alert.getByText("A message takes 4 pictures; “5.png” was left out.").waitFor();
    expect(await chat.page.locator(".attached li").count()).toBe(4);
  });

  test("goes to the other members of a group", async () => {
    const bob = await stage.enter("Bob");
    await chat.join("crew");
    await bob.join("crew");
    await pick("map.png", "image/png", png);
    await chat.page.getByRole("img", { name: "map.jpg" }).waitFor();
    await chat.say("the map");
    await bob.members.getByRole("img", { name: "map.jpg" }).waitFor();
  });

  async function pick(name: string, mimeType: string, buffer: Buffer): Promise<void> {
    await chat.page.locator("input[type=file]").setInputFiles({ name, mimeType, buffer });
  }
});
