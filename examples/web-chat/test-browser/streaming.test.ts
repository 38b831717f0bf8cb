import type { ChannelMessage } from "@hawser/ws-channel-protocol/server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { gate, openHouse, Stage, type House } from "./support/stage.js";

const FIRST = "A hawser is a **thick** rope";
const WHOLE = `${FIRST}; it holds a ship to the quay.`;

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 180_000);
afterAll(async () => {
  await house.close();
});

describe("an answer", () => {
  let stage: Stage;
  let seen: ChannelMessage[];
  let begin: ReturnType<typeof gate>;
  let finish: ReturnType<typeof gate>;
  let stopped: Promise<void>;

  beforeEach(async () => {
    seen = [];
    begin = gate();
    finish = gate();
    const stop = gate();
    stopped = stop.passed;
    stage = await Stage.set(house, async (message, reply) => {
      seen.push(message);
      reply.typing();
      reply.signal.addEventListener("abort", () => stop.open());
      await begin.passed;
      reply.stream(FIRST);
      await Promise.race([finish.passed, stopped]);
      return WHOLE;
    });
  });

  afterEach(async () => {
    begin.open();
    finish.open();
    await stage.close();
    expect(stage.unexpected()).toEqual([]);
  });

  test("shows that the agent types, grows, and ends as Markdown", async () => {
    const chat = await stage.enter("Ada");
    await chat.say("What is a hawser?");
    await chat.page.getByRole("img", { name: "The agent is typing" }).waitFor();
    begin.open();
    const bubble = chat.answers.locator(".bubble");
    await bubble.getByText("A hawser is a thick rope").waitFor();
    expect(await bubble.locator("strong").innerText()).toBe("thick");
    finish.open();
    expect(await chat.wholeAnswer(1)).toBe(
      "A hawser is a thick rope; it holds a ship to the quay.",
    );
    await chat.own.getByText("Sent").waitFor();
    expect(seen).toMatchObject([{ content: "What is a hawser?", senderName: "Ada" }]);
  });

  test("is read out once, when it is whole", async () => {
    const chat = await stage.enter("Ada");
    await chat.say("What is a hawser?");
    begin.open();
    await chat.answers.getByText("thick").waitFor();
    const log = chat.page.getByRole("log");
    expect(await log.innerText()).not.toContain("thick");
    finish.open();
    await chat.wholeAnswer(1);
    const said = await log.innerText();
    expect(said.match(/Agent says: A hawser is a thick rope; it holds/g)).toHaveLength(1);
    expect(await chat.page.locator("[aria-live], [role=log], [role=status]").count()).toBe(1);
  });

  test("stops when asked to, and the agent hears of it", async () => {
    const chat = await stage.enter("Ada");
    await chat.say("What is a hawser?");
    begin.open();
    await chat.answers.getByText("thick").waitFor();
    await chat.button("Stop the answer").click();
    await stopped;
    await chat.answers.getByText("Stopped").waitFor();
    expect(await chat.answers.locator(".bubble").innerText()).toBe("A hawser is a thick rope");
    expect(await chat.button("Stop the answer").count()).toBe(0);
    // The line is free for the next message.
    finish.open();
    await chat.say("And?");
    await chat.wholeAnswer(2);
  });

  test("goes on where it was after a cut, and nothing is there twice", async () => {
    const chat = await stage.enter("Ada");
    await chat.say("What is a hawser?");
    begin.open();
    await chat.answers.getByText("thick").waitFor();
    expect(await stage.proxy.drop()).toBe(1);
    await stage.proxy.waitForAccepted(2);
    await chat.banner.waitFor({ state: "detached" });
    finish.open();
    expect(await chat.wholeAnswer(1)).toBe(
      "A hawser is a thick rope; it holds a ship to the quay.",
    );
    expect(await chat.answers.count()).toBe(1);
    expect(await chat.own.count()).toBe(1);
    expect(seen).toHaveLength(1);
  });
});
