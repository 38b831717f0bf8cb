import { PassThrough } from "node:stream";
import { WsChannelClient } from "@hawser/ws-channel-protocol/client";
import { expect, it, onTestFinished } from "vitest";
import type { Agent } from "../src/agent.js";
import { createBot } from "../src/bot.js";
import { terminalChat } from "../src/chat/terminal-chat.js";

interface Chat {
  readonly client: WsChannelClient;
  readonly input: PassThrough;
  /** Everything written so far. */
  written(): string;
  /** Resolves when this is on the screen. */
  shows(text: string): Promise<void>;
  readonly left: Promise<void>;
}

const echo: Agent = async function* answer(session) {
  yield "You said ";
  yield session.at(-1)?.content ?? "";
};

async function startBot(agent: Agent = echo): Promise<string> {
  const bot = createBot({ port: 0, host: "127.0.0.1", env: {}, agent });
  await bot.listen();
  onTestFinished(() => bot.close({ drainMs: 0 }));
  return bot.url;
}

async function open(url: string, name: string): Promise<Chat> {
  const client = new WsChannelClient({ url, senderId: name });
  onTestFinished(() => client.close());
  await client.connect();
  const input = new PassThrough();
  let text = "";
  const waiting = new Set<() => void>();
  const output = {
    write: (more: string) => {
      text += more;
      for (const look of waiting) look();
    },
  };
  const left = terminalChat({ client, input, output });
  const shows = (wanted: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!text.includes(wanted)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return { client, input, left, shows, written: () => text };
}

it("answers every line of a pipe in turn, and leaves", async () => {
  const chat = await open(await startBot(), "ada");
  chat.input.end("one\n\ntwo\n");
  await chat.left;
  expect(chat.written()).toBe(
    "You are ada. /help says what there is.\nYou said one\nYou said two\n",
  );
});

it("stops an answer, helps, and leaves when told to", async () => {
  const url = await startBot(async function* endless(_session, signal) {
    yield "On and on";
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  });
  const chat = await open(url, "ada");
  chat.input.write("/stop\n/what\ngo on\n");
  await chat.shows("On and on");
  chat.input.write("/stop\n/quit\n");
  await chat.left;
  expect(chat.written()).toContain("- nothing is being written\n");
  expect(chat.written()).toContain("/group <name>");
  expect(chat.written()).toContain("On and on … stopped.\n");
});

it("speaks in a group and shows what others say there", async () => {
  const url = await startBot();
  const [ada, grace] = [await open(url, "ada"), await open(url, "grace")];
  ada.input.write("/group deck\nfirst\n");
  await ada.shows("You said first\n");
  grace.input.write("/group deck\nsecond\n/group\nalone\n");
  await grace.shows("You said alone\n");
  await ada.shows("[deck] bot: You said second\n");
  expect(ada.written()).toContain("[deck] grace: second\n");
  expect(ada.written()).not.toContain("alone");
  expect(grace.written()).toContain("- in the group deck\n");
  expect(grace.written()).toContain("- by yourself again\n");
});

it("says what went wrong with an answer, and goes on", async () => {
  const url = await startBot(async function* moody(session) {
    yield "Well";
    if (session.at(-1)?.content === "fail") throw new Error("a detail of the agent");
  });
  const chat = await open(url, "ada");
  chat.input.end("fail\nagain\n");
  await chat.left;
  expect(chat.written()).toContain("Well\n! The agent could not answer this message\nWell\n");
});

it("shows a message that nobody asked for once the answer is written", async () => {
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const bot = createBot({
    port: 0,
    host: "127.0.0.1",
    env: {},
    agent: async function* slow() {
      yield "Slowly";
      await finished;
      yield " but surely";
    },
  });
  await bot.listen();
  onTestFinished(() => bot.close({ drainMs: 0 }));
  const chat = await open(bot.url, "ada");
  const pushed = new Promise((resolve) => chat.client.on("message", resolve));
  chat.input.write("hello\n");
  await chat.shows("Slowly");
  expect(bot.push({ senderId: "ada" }, "By the way")).toBe(1);
  await pushed;
  finish();
  chat.input.end();
  await chat.left;
  expect(chat.written()).toMatch(/Slowly but surely\nbot: By the way\n$/u);
});
