import type { ChannelMessage } from "@hawser/ws-channel-protocol/server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openHouse, Stage, type House } from "./support/stage.js";

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 180_000);
afterAll(async () => {
  await house.close();
});

describe("a group", () => {
  let stage: Stage;
  let seen: ChannelMessage[];

  beforeEach(async () => {
    seen = [];
    stage = await Stage.set(house, (message, reply) => {
      seen.push(message);
      if (message.content === "fail") throw new Error("no");
      reply.stream("I heard");
      return `I heard ${message.senderName}: ${message.content}`;
    });
  });

  afterEach(async () => {
    await stage.close();
    expect(stage.unexpected()).toEqual([]);
  });

  test("shows its members each other's messages and the answers to all", async () => {
    const [ada, bob] = await Promise.all([stage.enter("Ada"), stage.enter("Bob")]);
    await ada.join("Deck Crew");
    await bob.join("deck crew");
    await ada.say("All hands!");
    expect(await ada.wholeAnswer(1)).toBe("I heard Ada: All hands!");
    expect(await bob.wholeAnswer(1)).toBe("I heard Ada: All hands!");
    await bob.members.getByText("All hands!").waitFor();
    expect(await bob.members.locator("header b").innerText()).toBe("Ada");
    await bob.say("Aye");
    await ada.members.getByText("Aye").waitFor();
    expect(await ada.wholeAnswer(2)).toBe("I heard Bob: Aye");
    expect(await bob.wholeAnswer(2)).toBe("I heard Bob: Aye");
    // Nothing is there twice, on either side.
    for (const page of [ada, bob]) {
      expect([await page.own.count(), await page.members.count()]).toEqual([1, 1]);
      expect(await page.answers.count()).toBe(2);
    }
    expect(seen).toMatchObject([
      { chatType: "group", groupId: "deck-crew", groupSubject: "Deck Crew" },
      { chatType: "group", groupId: "deck-crew" },
    ]);
  });

  test("counts what is said while another conversation is open, and can be left", async () => {
    const [ada, bob] = await Promise.all([stage.enter("Ada"), stage.enter("Bob")]);
    await ada.join("crew");
    await bob.join("crew");
    await bob.button("Agent").first().click();
    await ada.say("psst");
    await bob.button(/crew.*2 unread/).waitFor();
    expect(await bob.members.count()).toBe(0);
    await bob.button(/crew.*unread/).click();
    await bob.members.getByText("psst").waitFor();
    expect(await bob.page.locator(".unread").count()).toBe(0);
    await bob.button("Leave crew").click();
    await bob.page.getByRole("heading", { name: "Agent", level: 1 }).waitFor();
    await ada.say("gone?");
    await ada.wholeAnswer(2);
    expect(await bob.button(/crew/).count()).toBe(0);
  });

  test("a message is replied to with its words, which lead back to it", async () => {
    const [ada, bob] = await Promise.all([stage.enter("Ada"), stage.enter("Bob")]);
    await ada.join("crew");
    await bob.join("crew");
    await ada.say("Who has the **helm**?");
    await bob.members.getByText("helm").waitFor();
    await bob.wholeAnswer(1);
    await bob.members.hover();
    await bob.button("Reply to Ada").click();
    await bob.page.getByText("Reply to Ada Who has the helm?").waitFor();
    await bob.say("I have");
    const quote = ada.members.getByRole("button", { name: /In reply to You Who has the helm/ });
    await quote.waitFor();
    await quote.click();
    expect(await ada.page.evaluate(() => document.activeElement?.className)).toContain("own");
    const [asked, replied] = seen;
    expect(replied).toMatchObject({
      replyToMessageId: asked?.messageId,
      replyToBody: "Who has the helm?",
    });
  });

  test("an answer that fails another member is no message of one's own that failed", async () => {
    const [ada, bob] = await Promise.all([stage.enter("Ada"), stage.enter("Bob")]);
    await ada.join("crew");
    await bob.join("crew");
    await bob.say("before");
    await ada.wholeAnswer(1);
    await ada.say("fail");
    await ada.own.getByText("Not sent.").waitFor();
    await bob.members.getByText("fail").waitFor();
    expect(await bob.page.getByText("Not sent.").count()).toBe(0);
    expect(await bob.page.locator('[aria-busy="true"]').count()).toBe(0);
  });

  test("is joined again by itself after a cut", async () => {
    const [ada, bob] = await Promise.all([stage.enter("Ada"), stage.enter("Bob")]);
    await ada.join("crew");
    await bob.join("crew");
    await stage.proxy.drop();
    await stage.proxy.waitForAccepted(4);
    for (const page of [ada, bob]) await page.banner.waitFor({ state: "detached" });
    await ada.say("still there?");
    await bob.members.getByText("still there?").waitFor();
  });
});

test("what the agent says unasked comes in, to a person and to a group", async () => {
  const stage = await Stage.set(house, ({ senderId }) => senderId);
  const chat = await stage.enter("Ada");
  await chat.say("who am I?");
  const senderId = await chat.wholeAnswer(1);
  expect(stage.server.push({ senderId }, "The **tide** turns.")).toBe(1);
  await chat.answers.getByText("The tide turns.").waitFor();
  await chat.join("crew");
  await expect.poll(() => stage.server.push({ groupId: "crew" }, "To all hands.")).toBe(1);
  await chat.answers.getByText("To all hands.").waitFor();
  await stage.close();
});
