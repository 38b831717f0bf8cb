import { once } from "node:events";
import { WebSocket } from "ws";
import type { LoadCommand } from "../load-process.js";

// The process that plays the people; its CPU is nobody's. Ends when its parent goes away.
const AT_ONCE = 50;
const people: WebSocket[] = [];
/** How many people got their nth message already. */
const reached = new Map<number, number>();
/** So many messages have come to everybody. */
let complete = 0;
let lastId = 0;
let awaited: { readonly messages: number; readonly resolve: () => void } | undefined;

process.on("message", (command: LoadCommand) => {
  void perform(command).then(
    () => process.send?.({ done: true }),
    (error: unknown) => process.send?.({ done: false, error: String(error) }),
  );
});
process.on("disconnect", () => process.exit());

async function perform(command: LoadCommand): Promise<unknown> {
  switch (command.do) {
    case "connect":
      return connect(command.url, command.people);
    case "join":
      return join(command.groupId);
    case "echo":
      return Promise.all(people.map((ws) => echo(ws, command.messages)));
    case "receive":
      return received(command.messages);
    default:
      return command satisfies never;
  }
}

async function connect(url: string, wanted: number): Promise<void> {
  while (people.length < wanted) {
    const group = Array.from(
      { length: Math.min(AT_ONCE, wanted - people.length) },
      async (_, i) => {
        const ws = new WebSocket(`${url}?senderId=person-${people.length + i}`, {
          perMessageDeflate: false,
        });
        // The banner: connected, and known by name.
        await once(ws, "message");
        return ws;
      },
    );
    people.push(...(await Promise.all(group)));
  }
}

/** Joins, and asks for an echo: who is answered has been joined before. */
async function join(groupId: string): Promise<void> {
  for (const ws of people) ws.send(JSON.stringify({ type: "chat.join", groupId }));
  await Promise.all(people.map((ws) => echo(ws, 1)));
  for (const ws of people) countUnasked(ws);
}

/** One message after the other, each sent when the last was answered. */
function echo(ws: WebSocket, messages: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = messages;
    const send = (): void => {
      const content = "The rope that holds the ship to the quay.";
      ws.send(JSON.stringify({ type: "chat.send", messageId: `m-${++lastId}`, content }));
    };
    const answered = (data: Buffer): void => {
      const { type, error } = JSON.parse(data.toString()) as { type: string; error?: string };
      if (type === "chat.error") reject(new Error(error));
      if (type !== "chat.response") return;
      if (--left > 0) return send();
      ws.off("message", answered);
      resolve();
    };
    ws.on("message", answered);
    send();
  });
}

/** Resolves when everyone has got so many messages that they did not ask for. */
function received(messages: number): Promise<void> {
  return new Promise((resolve) => {
    awaited = { messages, resolve };
    check();
  });
}

function check(): void {
  if (awaited === undefined || complete < awaited.messages) return;
  awaited.resolve();
  awaited = undefined;
}

/** Counts what comes unasked; the last one to get a message makes it complete. */
function countUnasked(ws: WebSocket): void {
  let own = 0;
  ws.on("message", () => {
    own += 1;
    const by = (reached.get(own) ?? 0) + 1;
    reached.set(own, by);
    if (by < people.length) return;
    reached.delete(own);
    complete = own;
    check();
  });
}
