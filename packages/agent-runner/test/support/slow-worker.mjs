import { createInterface } from "node:readline";
import { runAgent } from "../../src/index.ts";
import { shutdownSignal } from "../../src/node.ts";

const say = (line) => process.stdout.write(`${line}\n`);
const lines = createInterface({ input: process.stdin });
const line = new Promise((resolve) => lines.once("line", resolve));

const summary = await runAgent({
  source: {
    name: "one",
    async *tasks({ signal }) {
      yield {
        id: "1",
        conversation: "c",
        text: "Work",
        speaker: { kind: "person" },
        reply: ({ text }) => say(`replied: ${text}`),
        fail: () => say("failed"),
        skip: () => say("skipped"),
      };
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    },
  },
  agent: () => line,
  signal: shutdownSignal(),
  observe: ({ type }) => {
    if (type === "begun" || type === "draining") say(type);
  },
});
say(`ended ${summary.replied}`);
lines.close();
