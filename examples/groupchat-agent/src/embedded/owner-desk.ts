import { createInterface } from "node:readline";
import type { TestGroupChat, TestRun } from "@hawser/testkit";

/** What one can type. */
export const DESK_HELP = `Type a task and press Enter: it is delegated to the agent.
  /follow <text>   ask for more on the last task
  /stop            stop the last run
  /drop            cut the agent's subscription
  /quit            leave`;

/** The longest that a timer can wait, ms. */
const NEVER = 2 ** 31 - 1;

/** What a desk needs. */
export interface DeskOptions {
  readonly groupchat: TestGroupChat;
  readonly input: NodeJS.ReadableStream;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * The owner at the embedded GroupChat: each line delegates a task. Resolves when the owner leaves, or
 * when the input has ended and no run is pending or running any more.
 */
export async function ownerDesk({ groupchat, input, print, signal }: DeskOptions): Promise<void> {
  const lines = createInterface({ input, signal });
  const feed = showFeed(groupchat, print, signal);
  try {
    for await (const line of lines) {
      if (line.trim() === "/quit") return;
      obey(groupchat, line.trim(), print);
    }
    await allEnded(groupchat, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    feed.stop();
    lines.close();
  }
}

function obey(groupchat: TestGroupChat, line: string, print: (line: string) => void): void {
  const last = groupchat.runs.at(-1);
  const [command, ...words] = line.split(" ");
  switch (command) {
    case "":
      return;
    case "/follow":
      if (last) groupchat.followUp(last.id, words.join(" "));
      return;
    case "/stop":
      if (last && isOpen(last)) groupchat.stop(last.id);
      else print("Nothing is going on.");
      return;
    case "/drop":
      groupchat.faults.drop();
      return;
    default:
      if (line.startsWith("/")) print(DESK_HELP);
      else groupchat.delegate({ task: line });
  }
}

/** Shows what the agent posts, as its owner sees it. */
function showFeed(
  groupchat: TestGroupChat,
  print: (line: string) => void,
  signal: AbortSignal,
): { stop(): void } {
  const shown = new Map<string, number>();
  const stop = new AbortController();
  const show = (): void => {
    for (const task of groupchat.tasks) {
      const known = shown.get(task.id) ?? 0;
      shown.set(task.id, task.activity.length);
      for (const entry of task.activity.slice(known)) {
        if (entry.type === "comment") print(`[${task.title}] ${entry.author.name}: ${entry.body}`);
        else print(`[${task.title}] ${entry.from} → ${entry.to}`);
      }
    }
  };
  const watch = async (): Promise<void> => {
    const both = AbortSignal.any([signal, stop.signal]);
    for (let after = 0; ; after += 1) {
      await groupchat.waitFor("answer", undefined, { after, signal: both, timeoutMs: NEVER });
      show();
    }
  };
  void watch().catch(show);
  return { stop: () => stop.abort() };
}

function isOpen(run: TestRun): boolean {
  return run.status === "PENDING" || run.status === "RUNNING";
}

async function allEnded(groupchat: TestGroupChat, signal: AbortSignal): Promise<void> {
  for (const run of groupchat.runs) {
    await groupchat.waitFor("transition", () => !isOpen(run), { signal, timeoutMs: NEVER });
  }
}
