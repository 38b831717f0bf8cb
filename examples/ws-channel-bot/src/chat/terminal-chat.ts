import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { IncomingMessage, WsChannelClient } from "@hawser/ws-channel-protocol/client";
import { explain, writeReply } from "./write-reply.js";

const CLEAR_ROW = "\r\u001b[K";

/** What one can type. */
export const CHAT_HELP = `  /group <name>   speak in a group, and see what others say there; /group alone leaves it
  /stop           stops the answer, as Ctrl-C does
  /quit           leaves, once everything is answered`;

/** Where the chat happens: a terminal, or any two streams. */
export interface ChatPlace {
  /** Connected already. */
  readonly client: WsChannelClient;
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: { write(text: string): unknown };
}

/** A chat, line by line. Resolves when the input has ended and everything in it is answered, or at /quit. */
export async function terminalChat({ client, input, output }: ChatPlace): Promise<void> {
  const leave = new AbortController();
  /** What came while an answer was being written; it is shown after it. */
  const news: string[] = [];
  let group: string | undefined;
  let broken = false;
  let stop: (() => void) | undefined;
  let answering = Promise.resolve();

  const isTerminal = input.isTTY === true;
  const prompt = (): void => {
    if (isTerminal && !leave.signal.aborted) output.write("> ");
  };
  const tell = (line: string): void => {
    if (stop !== undefined) {
      news.push(line);
      return;
    }
    output.write(`${isTerminal ? CLEAR_ROW : ""}${line}\n`);
    prompt();
  };

  async function answer(content: string, groupId: string | undefined): Promise<void> {
    if (leave.signal.aborted) return;
    const message =
      groupId === undefined ? content : { content, chatType: "group" as const, groupId };
    const reply = client.send(message, { signal: leave.signal });
    stop = () => reply.stop();
    await writeReply(reply, output);
    stop = undefined;
    prompt();
    for (const line of news.splice(0)) tell(line);
  }

  function obey(line: string): void {
    const [command = "", ...words] = line.trim().split(/\s+/);
    switch (command) {
      case "/stop":
        return stop === undefined ? tell("- nothing is being written") : stop();
      case "/quit":
        void answering.then(() => leave.abort());
        return;
      case "/group":
        return move(words.join(" ") || undefined);
      default:
        return tell(CHAT_HELP);
    }
  }

  function move(to: string | undefined): void {
    try {
      if (to !== undefined) client.join(to);
      if (group !== undefined && group !== to) client.leave(group);
      group = to;
      tell(to === undefined ? "- by yourself again" : `- in the group ${to}`);
    } catch (error) {
      tell(explain(error));
    }
  }

  const lines = createInterface({ input, terminal: false });
  const onInterrupt = (): void => {
    if (stop === undefined) leave.abort();
    else stop();
  };
  if (isTerminal) process.on("SIGINT", onInterrupt);
  const off = [
    client.on("message", (message) => tell(describe(message))),
    client.on("error", (error) => tell(explain(error))),
    client.on("state", (state) => {
      if (state.status === "waiting" && !broken) {
        broken = true;
        tell(`- the line broke and is tried again: ${state.error.message}`);
      }
      if (state.status === "ready") {
        broken = false;
        tell("- the line is back");
      }
      if (state.status !== "closed") return;
      leave.abort(state.error);
      if (state.error !== undefined) tell(explain(state.error));
    }),
  ];

  output.write(`You are ${client.senderId}. /help says what there is.\n`);
  prompt();
  lines.on("line", (line) => {
    const groupId = group;
    if (line.startsWith("/")) obey(line);
    else if (line.trim() === "") prompt();
    else answering = answering.then(() => answer(line, groupId));
  });
  await new Promise<void>((resolve) => {
    lines.once("close", resolve);
    leave.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await answering;
  process.off("SIGINT", onInterrupt);
  for (const unsubscribe of off) unsubscribe();
  lines.close();
}

function describe(message: IncomingMessage): string {
  const where = message.groupId === undefined ? "" : `[${message.groupId}] `;
  const who = message.kind === "member" ? (message.senderName ?? message.senderId) : "bot";
  return `${where}${who}: ${message.content}`;
}
