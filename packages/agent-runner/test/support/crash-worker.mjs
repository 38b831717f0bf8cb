import { runAgent } from "../../src/index.ts";
import { fileStore } from "../../src/node.ts";

const [path, how] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${line}\n`);
const hang = () => new Promise(() => setInterval(() => undefined, 1000));

await runAgent({
  source: {
    name: "one",
    async *tasks() {
      yield {
        id: "1",
        conversation: "c",
        text: "Work",
        speaker: { kind: "person" },
        reply: async ({ text }) => {
          say(`sending: ${text}`);
          if (how === "dies-replying") await hang();
        },
        fail: () => say("failed"),
        skip: () => say("skipped"),
      };
    },
  },
  agent: async (_task, { attempt, resumed }) => {
    say(`asked: attempt ${attempt}, ${resumed ? "resumed" : "new"}`);
    if (how === "dies-working") await hang();
    return "the answer";
  },
  store: fileStore(path),
});
say("ended");
