import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ChatPage } from "../e2e/chat-page.js";
import { openHouse, Stage, type House } from "./support/stage.js";

const ATTACKS: readonly string[] = [
  "<script>window.hit = 1</script>",
  '<img src=x onerror="window.hit = 1">',
  "**<svg/onload=window.hit=1>**",
  "[click](javascript:window.hit=1)",
  "[click](JaVa\tScRiPt:window.hit=1)",
  "[click](&#106;avascript:window.hit=1)",
  "[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
  "<javascript:window.hit=1>",
  "![x](https://tracker.invalid/pixel.png?secret=1)",
  '![x](x" onerror="window.hit=1)',
  '<iframe srcdoc="<script>parent.hit=1</script>"></iframe>',
  "<style>@import url(https://tracker.invalid/a.css)</style>",
  "<form action=https://tracker.invalid><input name=a></form>",
  "```\n</code></pre><script>window.hit=1</script>\n```",
  '```" onmouseover="window.hit=1\ncode\n```',
  "| <img src=x onerror=window.hit=1> |\n|---|\n| <b onclick=window.hit=1>x</b> |",
  '<a href="https://example.com" onclick="window.hit=1">x</a>',
  '[ref]\n\n[ref]: javascript:window.hit=1 "onclick=window.hit=1"',
  "<math><mtext></form><form><mglyph><style></math><img src onerror=window.hit=1>",
  "- [ ] <details open ontoggle=window.hit=1>",
];

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 180_000);
afterAll(async () => {
  await house.close();
});

describe("what an agent or a member says", () => {
  let stage: Stage;
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    stage = await Stage.set(house, ({ content }) => content);
  });

  afterEach(async () => {
    await stage.close();
    expect(stage.noise).toEqual([]);
  });

  test("is never more than words, links and shapes", async () => {
    const chat = await guarded("Ada");
    for (const [index, attack] of ATTACKS.entries()) {
      await chat.say(attack);
      await chat.wholeAnswer(index + 1);
    }
    await nothingHappened(chat);
    // What was typed is to be read as it was typed.
    await chat.answers.first().getByText("<script>window.hit = 1</script>").waitFor();
  });

  test("nor on the way, at any length", async () => {
    const chat = await guarded("Ada");
    const whole = ATTACKS.join("\n\n");
    await chat.say("hello");
    await chat.wholeAnswer(1);
    const [senderId] = await chat.page.evaluate(() => [
      localStorage.getItem("hawser-chat.sender-id") ?? "",
    ]);
    for (let end = 1; end < whole.length; end += 37) {
      stage.server.push({ senderId: senderId ?? "" }, whole.slice(0, end));
    }
    stage.server.push({ senderId: senderId ?? "" }, "the end");
    await chat.answers.getByText("the end").waitFor();
    await nothingHappened(chat);
  });

  test("names of people and groups, and files, are words too", async () => {
    const [ada, eve] = await Promise.all([
      guarded("Ada"),
      guarded("<img src=x onerror=window.hit=1>"),
    ]);
    await ada.join("crew");
    await eve.join("crew");
    await eve.say("<script>window.hit=1</script>");
    await ada.members.getByText("<script>").waitFor();
    await ada.members.getByText("<img src=x").waitFor();
    await nothingHappened(ada);
    await nothingHappened(eve);
  });

  test("a file from elsewhere is only loaded when it is asked for", async () => {
    const chat = await guarded("Ada");
    await chat.say("hello");
    await chat.wholeAnswer(1);
    const senderId = await chat.page.evaluate(() => localStorage.getItem("hawser-chat.sender-id"));
    stage.server.push({ senderId: senderId ?? "" }, "Look", {
      mediaUrls: [
        "https://pictures.invalid/a.png",
        "/home/agent/out.png",
        "javascript:window.hit=1",
        "data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+",
      ],
    });
    await chat.button("Show the picture from pictures.invalid").waitFor();
    await chat.page.getByText("A file on the server: /home/agent/out.png").waitFor();
    await nothingHappened(chat);
  });

  /** A page that writes down whom it asks for anything. */
  async function guarded(name: string): Promise<ChatPage> {
    const chat = await stage.open();
    chat.page.on("request", (request) => {
      if (!request.url().startsWith(house.pageUrl)) asked.push(request.url());
    });
    await chat.signIn({ serverUrl: stage.proxy.url, name });
    return chat;
  }

  async function nothingHappened(chat: ChatPage): Promise<void> {
    const found = await chat.page.evaluate(() => {
      const all = [...document.querySelectorAll(".conversation *, .sidebar *")];
      return {
        hit: "hit" in window,
        elements: all
          .map(({ localName }) => localName)
          .filter((name) =>
            /^(script|iframe|style|form|object|embed|math|details|base|link)$/.test(name),
          )
          .filter(
            (name) => name !== "form" || document.querySelectorAll(".conversation form").length > 0,
          ),
        handlers: all.flatMap((element) =>
          element.getAttributeNames().filter((attribute) => attribute.startsWith("on")),
        ),
        links: [...document.querySelectorAll(".conversation a")]
          .map((link) => (link as HTMLAnchorElement).protocol)
          .filter((protocol) => !["https:", "http:", "mailto:"].includes(protocol)),
        pictures: [...document.querySelectorAll(".conversation img")].length,
      };
    });
    expect(found).toEqual({ hit: false, elements: [], handlers: [], links: [], pictures: 0 });
    expect(asked).toEqual([]);
  }
});
