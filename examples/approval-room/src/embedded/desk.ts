import { createInterface } from "node:readline";
import type { TestGroupChat, TestGrupr } from "@hawser/testkit";

/** What one can type. */
export const DESK_HELP = `Type and press Enter:
  /task <title>   delegate a task on GroupChat; what it has in backticks is the command
  /quit           leave
  anything else   you say it in the room`;

/** The longest that a timer can wait, ms. */
const NEVER = 2 ** 31 - 1;

/** What a desk needs. */
export interface DeskOptions {
  /** GroupChat, where it is embedded. */
  readonly groupchat?: TestGroupChat | undefined;
  /** The Grupr hub, where it is embedded. */
  readonly hub?: TestGrupr | undefined;
  readonly input: NodeJS.ReadableStream;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * You, as the owner on the embedded GroupChat and as a person in the embedded room. Resolves when you
 * leave, or the input ends.
 */
export async function desk({ groupchat, hub, input, print, signal }: DeskOptions): Promise<void> {
  const lines = createInterface({ input, signal });
  const feed = new AbortController();
  const both = AbortSignal.any([signal, feed.signal]);
  if (hub) void show(roomFeed(hub, print), hub, "message", both);
  if (groupchat) void show(taskFeed(groupchat, print), groupchat, "answer", both);
  try {
    for await (const typed of lines) {
      const line = typed.trim();
      const task = /^\/task\s+(?<title>.+)$/u.exec(line)?.groups?.["title"];
      if (line === "/quit") return;
      if (line === "") continue;
      if (task !== undefined && groupchat) groupchat.delegate({ task });
      else if (line.startsWith("/") || !hub) print(DESK_HELP);
      else hub.say(hub.gruprId, { from: "You", content: line });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    feed.abort();
    lines.close();
  }
}

interface Server<K extends string> {
  waitFor(
    kind: K,
    predicate: undefined,
    options: { readonly after: number; readonly signal: AbortSignal; readonly timeoutMs: number },
  ): Promise<unknown>;
}

/** Looks whenever something has happened, until the signal aborts. */
async function show<K extends string>(
  look: () => void,
  server: Server<K>,
  kind: K,
  signal: AbortSignal,
): Promise<void> {
  for (let after = 0; !signal.aborted; after += 1) {
    await server
      .waitFor(kind, undefined, { after, signal, timeoutMs: NEVER })
      .catch(() => undefined);
    look();
  }
}

function roomFeed(hub: TestGrupr, print: (line: string) => void): () => void {
  let shown = 0;
  return () => {
    const messages = hub.messages(hub.gruprId);
    for (const { sender_name: name, content } of messages.slice(shown)) {
      if (name !== "You") print(`[room] ${name}: ${content}`);
    }
    shown = messages.length;
  };
}

function taskFeed(groupchat: TestGroupChat, print: (line: string) => void): () => void {
  const shown = new Map<string, number>();
  return () => {
    for (const { id, taskTitle } of groupchat.runs) {
      const comments = groupchat.comments(id);
      for (const body of comments.slice(shown.get(id) ?? 0)) print(`[${taskTitle}] ${body}`);
      shown.set(id, comments.length);
    }
  };
}
