import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";

// The two programs, as they are started by `pnpm start` and `pnpm chat`.

interface Program {
  readonly process: ChildProcessWithoutNullStreams;
  output(): string;
  /** Resolves with the match once the output has it. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

function run(script: string, env: Readonly<Record<string, string>> = {}): Program {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--conditions=@hawser/source", join("src", script)],
    { cwd: join(import.meta.dirname, ".."), env: { PATH: process.env["PATH"], ...env } },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  const waiting = new Set<() => void>();
  const take = (chunk: Buffer): void => {
    text += chunk.toString();
    for (const look of waiting) look();
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const ended = once(child, "close").then(([code]) => code as number | null);
  const prints = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(text);
        if (match === null) return;
        waiting.delete(look);
        resolve(match);
      };
      waiting.add(look);
      look();
      void ended.then(() => reject(new Error(`it ended without ${pattern}:\n${text}`)));
    });
  return { process: child, output: () => text, prints, ended };
}

async function startBot(env: Readonly<Record<string, string>> = {}): Promise<[Program, string]> {
  const bot = run("main.ts", { PORT: "0", ...env });
  const [, url = ""] = await bot.prints(/listens on (?<url>ws:\S+)/u);
  return [bot, url];
}

it("the bot answers the chat, and lets an answer end when it is told to leave", async () => {
  const [bot, url] = await startBot();
  await bot.prints(/BOT_URL=ws:.* \\\n +npx -y pnpm@[\d.]+ --filter \S+ chat/u);
  const chat = run("chat.ts", { BOT_URL: url, BOT_NAME: "ada" });
  chat.process.stdin.write("The berth is number 12\nWhat does the log say?\nA story\n");
  await chat.prints(/The log says: ada: The berth is number 12\.\n/u);
  await chat.prints(/A hawser was once/u);
  bot.process.kill("SIGTERM");
  await chat.prints(/everything is where it was\.\n/u);
  expect(await bot.ended).toBe(0);
  expect(bot.output()).toContain("- ada is here\n- direct:ada: final, ");
  expect(bot.output()).toContain("- replies still being written: 1\n");
  expect(bot.output()).toMatch(/- closed\n$/u);
  chat.process.stdin.end();
  expect(await chat.ended).toBe(0);
});

it("with tokens, the bot takes those who have one", async () => {
  const [bot, url] = await startBot({ BOT_TOKENS: "ada=s3cret" });
  const guess = run("chat.ts", { BOT_URL: url, BOT_TOKEN: "a-guess", BOT_NAME: "ada" });
  expect(await guess.ended).toBe(1);
  expect(guess.output()).toContain("Authentication failed: invalid_token\nCheck the token");
  const none = run("chat.ts", { BOT_URL: url });
  expect(await none.ended).toBe(1);
  expect(none.output()).toContain("Token required");
  const ada = run("chat.ts", { BOT_URL: url, BOT_TOKEN: "s3cret" });
  ada.process.stdin.end("Hello\n");
  expect(await ada.ended).toBe(0);
  expect(ada.output()).toMatch(/^You are ada\..*\nIt is in the log: "Hello"/u);
  expect(bot.output()).toContain("- somebody was refused: invalid_token\n");
  expect(bot.output()).not.toContain("s3cret");
});

it("says what is wrong with the settings", async () => {
  const [, url] = await startBot();
  const taken = run("main.ts", { PORT: new URL(url).port });
  const wrong = run("main.ts", { PORT: "http" });
  const tokens = run("main.ts", { PORT: "0", BOT_TOKENS: "s3cret" });
  expect(await taken.ended).toBe(1);
  expect(taken.output()).toContain("EADDRINUSE)\nAnother program listens there");
  expect(await wrong.ended).toBe(1);
  expect(wrong.output()).toMatch(/^port must be .*\n$/u);
  expect(await tokens.ended).toBe(1);
  expect(tokens.output()).toBe("BOT_TOKENS must be like ada=secret,grace=another\n");
});
