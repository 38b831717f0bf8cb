import { createInterface } from "node:readline";
import type { TestGrupr } from "@hawser/testkit";

/** The longest that a timer can wait, ms. */
const NEVER = 2 ** 31 - 1;

/** What a desk needs. */
export interface DeskOptions {
  readonly hub: TestGrupr;
  readonly input: NodeJS.ReadableStream;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * You, in the embedded room: each line is said there, and what the agent answers is printed. Resolves when
 * the input has ended and everything is answered.
 */
export async function roomDesk({ hub, input, print, signal }: DeskOptions): Promise<void> {
  const { gruprId, agent } = hub;
  const feed = new AbortController();
  const options = { signal: AbortSignal.any([signal, feed.signal]), timeoutMs: NEVER };
  // The agent begins with what is said once it listens.
  await hub.waitFor("subscribe", undefined, options);
  print(`Say something to ${agent.name}. Ctrl-C leaves.`);
  let asked = 0;
  const answers = (): readonly string[] =>
    hub.messages(gruprId).flatMap((one) => (one.agent_id === agent.id ? [one.content] : []));
  const show = async (): Promise<void> => {
    let shown = 0;
    for (let after = 0; ; after += 1) {
      await hub.waitFor("message", undefined, { after, ...options });
      for (const answer of answers().slice(shown)) print(`${agent.name}: ${answer}`);
      shown = answers().length;
    }
  };
  // It ends with the signal.
  show().catch(() => undefined);
  try {
    for await (const content of createInterface({ input, signal })) {
      if (content.trim() === "") continue;
      asked += 1;
      hub.say(gruprId, { from: "You", content });
    }
    if (asked > 0) await hub.waitFor("message", () => answers().length >= asked, options);
  } finally {
    feed.abort();
  }
}
