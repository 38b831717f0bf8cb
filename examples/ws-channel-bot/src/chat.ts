import { HawserError } from "@hawser/core";
import { WsChannelClient } from "@hawser/ws-channel-protocol/client";
import { CHAT_HELP, terminalChat } from "./chat/terminal-chat.js";

const USAGE = `A chat in the terminal with whoever is behind a WebSocket channel.

  BOT_URL     where it is; default ws://127.0.0.1:18800/ws
  BOT_TOKEN   the token, where there is a sign-in
  BOT_NAME    who you are, where there is none; by default somebody new each time

${CHAT_HELP}
`;

if (process.argv.includes("--help") || process.argv.includes("-h")) {
  process.stdout.write(USAGE);
} else {
  process.exitCode = await chat();
}

async function chat(): Promise<number> {
  const { BOT_URL: url = "ws://127.0.0.1:18800/ws", BOT_TOKEN: token, BOT_NAME } = process.env;
  const name = BOT_NAME === undefined || BOT_NAME === "" ? undefined : BOT_NAME;
  const client = new WsChannelClient({
    url,
    token,
    // A header, so that the token is in no address. Upstream's server reads it from there only.
    tokenIn: "header",
    senderId: name,
    senderName: name,
  });
  const off = client.on("state", (state) => {
    if (state.status === "waiting")
      process.stderr.write(`- ${state.error.message}, trying again\n`);
  });
  try {
    // A first connection that takes longer than this has the wrong address.
    await client.connect({ signal: AbortSignal.timeout(10_000) });
    off();
    await terminalChat({ client, input: process.stdin, output: process.stdout });
    return 0;
  } catch (error) {
    process.stderr.write(`${explain(error, url)}\n`);
    return 1;
  } finally {
    await client.close();
  }
}

function explain(error: unknown, url: string): string {
  if (error instanceof HawserError) {
    return error.hint === undefined ? error.message : `${error.message}\n${error.hint}`;
  }
  if (error instanceof Error && error.name === "TimeoutError") {
    return `Nobody answers at ${url}. Is the bot running?`;
  }
  return error instanceof Error ? error.message : String(error);
}
