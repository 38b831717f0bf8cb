import type { ChannelMessage, Reply } from "@hawser/ws-channel-protocol/server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openHouse, Stage, type House } from "./support/stage.js";

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 180_000);
afterAll(async () => {
  await house.close();
});

describe("without a line", () => {
  let stage: Stage;
  let seen: ChannelMessage[];
  let answer: (message: ChannelMessage, reply: Reply) => string | Promise<string>;

  beforeEach(async () => {
    seen = [];
    answer = ({ content }) => `You said ${content}`;
    stage = await Stage.set(house, (message, reply) => {
      seen.push(message);
      return answer(message, reply);
    });
  });

  afterEach(async () => {
    await stage.close();
    expect(stage.unexpected()).toEqual([]);
  });

  test("a banner counts down, what is written waits, and “Try now” sends it once", async () => {
    const chat = await stage.enter("Ada");
    await stage.proxy.refuse(true);
    await stage.proxy.drop();
    await chat.banner.getByText("The line is gone.").waitFor();
    await chat.say("first");
    await chat.say("second");
    expect(await chat.own.getByText("Waiting for the line").count()).toBe(2);
    await chat.banner.getByText(/Trying again (in \d+ s|now)\./).waitFor();
    await stage.proxy.refuse(false);
    // It may have come back by itself a moment before.
    await chat
      .button("Try now")
      .click({ timeout: 5000 })
      .catch(() => undefined);
    await chat.banner.waitFor({ state: "detached" });
    expect(await chat.wholeAnswer(1)).toBe("You said first");
    expect(await chat.wholeAnswer(2)).toBe("You said second");
    expect(await chat.own.getByText("Sent").count()).toBe(2);
    expect(seen.map(({ content }) => content)).toEqual(["first", "second"]);
  });

  test("a message that waits can be taken back, and then never leaves", async () => {
    const chat = await stage.enter("Ada");
    await stage.proxy.refuse(true);
    await stage.proxy.drop();
    await chat.banner.waitFor();
    await chat.say("never mind");
    await chat.button("Stop the answer").click();
    await chat.own.getByText("You stopped it before it had left.").waitFor();
    await stage.proxy.refuse(false);
    await chat.banner.waitFor({ state: "detached" });
    await chat.say("but this");
    await chat.wholeAnswer(1);
    expect(seen.map(({ content }) => content)).toEqual(["but this"]);
  });

  test("a message that the agent fails at says so, and can be sent as a new one", async () => {
    answer = () => Promise.reject(new Error("the secret reason"));
    const chat = await stage.enter("Ada");
    await chat.say("Hello");
    await chat.own.getByText("Not sent.").waitFor();
    expect(await chat.page.content()).not.toContain("the secret reason");
    answer = () => "Now it works.";
    await chat.button("Send again").click();
    expect(await chat.wholeAnswer(1)).toBe("Now it works.");
    expect(await chat.own.count()).toBe(1);
    expect(new Set(seen.map(({ messageId }) => messageId)).size).toBe(2);
  });

  test("a message that is lost on the way goes again under the same id", async () => {
    const forgetful = await Stage.set(
      house,
      (message, reply) => {
        seen.push(message);
        return seen.length === 1
          ? new Promise((done) => reply.signal.addEventListener("abort", () => done()))
          : "Here.";
      },
      { resume: false },
    );
    const chat = await forgetful.enter("Ada");
    await chat.say("Hello");
    await chat.own.getByText("Sent").waitFor();
    await forgetful.proxy.drop();
    await chat.own.getByText("Not sent.").waitFor();
    await chat.banner.waitFor({ state: "detached" });
    await chat.button("Send again").click();
    expect(await chat.wholeAnswer(1)).toBe("Here.");
    expect(seen.map(({ content }) => content)).toEqual(["Hello", "Hello"]);
    expect(seen[0]?.messageId).toBe(seen[1]?.messageId);
    await forgetful.close();
  });

  test("an answer that breaks off stays, and can be asked for again", async () => {
    answer = (_message, reply) => {
      reply.stream("The first half");
      return Promise.reject(new Error("broken"));
    };
    const chat = await stage.enter("Ada");
    await chat.say("Hello");
    await chat.answers.getByText("The answer broke off.").waitFor();
    expect(await chat.answers.locator(".bubble").innerText()).toBe("The first half");
    answer = () => "The first half and the second.";
    await chat.button("Ask again").click();
    await chat.answers.getByText("and the second.").waitFor();
    expect(await chat.answers.count()).toBe(1);
  });

  test("a server that is not there yet is waited for in the form", async () => {
    await stage.proxy.refuse(true);
    const chat = await stage.open();
    await chat.fillSignIn({ serverUrl: stage.proxy.url, name: "Ada" });
    await chat.page.getByText("It is being tried again.").waitFor();
    await stage.proxy.refuse(false);
    await chat.box.waitFor({ timeout: 30_000 });
  });
});
