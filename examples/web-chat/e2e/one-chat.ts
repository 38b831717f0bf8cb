import type { Browser } from "playwright-core";
import { ChatPage, type SignInAs } from "./chat-page.js";

/** What to drive, and with which words. */
export interface OneChatOptions extends SignInAs {
  readonly browser: Browser;
  /** Where the page is served. */
  readonly pageUrl: string;
  /** Said one after the other, each once the answer to the one before is whole. */
  readonly messages: readonly string[];
  /** For each answer, in ms. Default 60 000: a model may have to wake up. */
  readonly answerTimeoutMs?: number;
  /** Called with the page once the last answer is whole, for more checks. */
  readonly further?: (chat: ChatPage) => Promise<void>;
}

/** What was seen. */
export interface OneChat {
  /** The answers, in order. */
  readonly answers: readonly string[];
  /** Errors that nobody in the page handled, and what it wrote to its console. */
  readonly noise: readonly string[];
}

/**
 * Signs in on the page and has one chat with whatever is behind the server: for trying it against a real
 * gateway.
 *
 * @throws when signing in, or an answer, does not happen in time.
 */
export async function haveOneChat(options: OneChatOptions): Promise<OneChat> {
  const { browser, pageUrl, messages, answerTimeoutMs = 60_000, further } = options;
  const context = await browser.newContext();
  const noise: string[] = [];
  context.on("weberror", (event) => noise.push(String(event.error())));
  context.on("console", (message) => noise.push(message.text()));
  try {
    const page = await context.newPage();
    await page.goto(pageUrl);
    const chat = new ChatPage(page);
    await chat.signIn(options);
    const answers: string[] = [];
    for (const message of messages) {
      await chat.say(message);
      answers.push(await chat.wholeAnswer(answers.length + 1, answerTimeoutMs));
    }
    await further?.(chat);
    return { answers, noise };
  } finally {
    await context.close();
  }
}
