import { AgentFailure, type GatewayAgent } from "@hawser/testkit";

const PACE_MS = 25;

/** The agent of the embedded gateway: no model, but it looks, tries, and says what it did. */
export const workerAgent: GatewayAgent = async function* work(message, context) {
  const title = /^Task: (?<title>.*)$/mu.exec(message)?.groups?.title ?? "the task";
  // What is asked now stands last. Where the feed has an answer of ours, that is a follow-up.
  const followUp = /^- .*passed[^]*\n\n[^:\n]+: (?<text>.*)$/mu.exec(message)?.groups?.text;
  if (/impossible/iu.test(title)) throw new AgentFailure("There is no such thing as a dry rope");
  yield { tool: { name: "read", args: { path: "README.md" }, result: "# Ropes" } };
  await context.sleep(PACE_MS * 8);
  yield { tool: { name: "exec", args: { command: "npm test" }, result: "12 passed" } };
  const reply =
    followUp === undefined
      ? `I looked at "${title}", did what it asks for, and ran the tests: 12 passed.`
      : `About "${followUp}": done too, on top of what I did before. 12 tests passed.`;
  for (const words of piecesOf(/long/iu.test(title) ? `${reply} ${DETAILS}` : reply)) {
    yield words;
    await context.sleep(PACE_MS);
  }
};

const DETAILS = `In more detail: the mooring line was chafed where it runs over the edge, so I moved \
the fairlead, whipped both ends anew, and wrote down how it is done, so that the next one who wonders \
finds it in the log instead of asking around.`;

/** Two words at a time, as models do it. */
function piecesOf(text: string): string[] {
  return text.match(/(?:\S+\s*){1,2}/gu) ?? [];
}
