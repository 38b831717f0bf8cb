import { groupchatSource } from "@hawser/agent-runner/groupchat";
import { GroupChatRunsClient } from "@hawser/groupchat-runs-client";
import { startGroupChat } from "@hawser/testkit";
import { LAST_WORD } from "../bosun.js";
import { Line } from "./line.js";
import { next } from "./next-state.js";
import type { Wire } from "./wire.js";

/** GroupChat: each question is a task that Grace delegates to the agent. */
export async function groupchatWire(): Promise<Wire> {
  const groupchat = await startGroupChat({ agent: { name: "Bosun" } });
  const line = await Line.to(groupchat.apiUrl);
  const client = new GroupChatRunsClient({
    token: groupchat.token,
    apiUrl: line.url,
    convexUrl: line.origin,
  });
  const live = (): Promise<void> => next(client, "live", "GroupChat");
  const first = live();
  return {
    name: "groupchat",
    label: "GroupChat task",
    asker: "Grace",
    source: groupchatSource(client),
    listening: () => first,
    ask: (task) => void groupchat.delegate({ task }),
    settled: () => Promise.resolve(),
    // Progress is comments, too; an answer has its last word.
    answers: () =>
      groupchat.runs.flatMap(({ id }) =>
        groupchat.comments(id).filter((comment) => comment.endsWith(LAST_WORD)),
      ),
    facts: () => {
      const granted = groupchat.transitions.filter((move) => move.accepted);
      const once = (move: string): boolean =>
        groupchat.runs.every(
          ({ id }) => granted.filter((one) => one.runId === id && one.move === move).length === 1,
        );
      return [{ holds: once("start") && once("complete"), fact: "each run began and ended once" }];
    },
    cut: async () => {
      const back = live();
      await Promise.all([line.cut(), back]);
    },
    close: async () => {
      await client.close();
      await line.close();
      await groupchat.close();
    },
  };
}
