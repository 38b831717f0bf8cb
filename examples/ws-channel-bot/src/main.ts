import type { ServerEvent } from "@hawser/ws-channel-protocol/server";
import { createBot } from "./bot.js";
import { signIn } from "./sign-in.js";

const USAGE = `An agent behind the WebSocket channel.

  HOST         address to listen on; default 127.0.0.1
  PORT         default 18800; 0 takes a free one
  BOT_TOKENS   who may come in, such as ada=secret,grace=another; default everybody
`;

if (process.argv.includes("--help") || process.argv.includes("-h")) {
  process.stdout.write(USAGE);
} else {
  await start().catch((error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  });
}

async function start(): Promise<void> {
  const { HOST: host = "127.0.0.1", PORT: port = "18800", BOT_TOKENS: tokens = "" } = process.env;
  const bot = createBot({
    host,
    port: Number(port),
    ...(tokens === "" ? {} : { auth: signIn(tokens) }),
    logger: { debug: ignore, info: ignore, warn: complain, error: complain },
    observe: tell,
  });
  await bot.listen();
  print(`The bot listens on ${bot.url}`);
  print("Talk to it from another terminal, in the root of the repository:\n");
  print(
    `  ${tokens === "" ? "" : "BOT_TOKEN=<the token> "}BOT_URL=${bot.url} \\\n` +
      "    npx -y pnpm@10.34.9 --filter @hawser/example-ws-channel-bot chat\n",
  );
  print("Ctrl-C lets the replies end that are being written, and then ends it.\n");

  // The first one drains, another one does not wait.
  const leave = (): void => {
    process.once("SIGINT", () => process.exit(130));
    bot.close().catch((error: unknown) => {
      process.stderr.write(`${explain(error)}\n`);
      process.exitCode = 1;
    });
  };
  process.once("SIGTERM", leave);
  process.once("SIGINT", leave);
}

function tell(event: ServerEvent): void {
  switch (event.type) {
    case "connected":
      return print(`- ${event.senderId} is here`);
    case "reply":
      return print(`- ${event.sessionKey}: ${event.outcome}, ${Math.round(event.durationMs)} ms`);
    case "auth":
      if (event.outcome === "refused") print(`- somebody was refused: ${event.reason}`);
      return;
    case "draining":
      return print(`- replies still being written: ${event.replies}`);
    case "closed":
      return print("- closed");
    default:
  }
}

function complain(text: string, fields?: Record<string, unknown>): void {
  const { error } = fields ?? {};
  process.stderr.write(`! ${text}${error instanceof Error ? `: ${error.message}` : ""}\n`);
}

function ignore(): void {}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const hint = "hint" in error && typeof error.hint === "string" ? `\n${error.hint}` : "";
  return `${error.message}${hint}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
