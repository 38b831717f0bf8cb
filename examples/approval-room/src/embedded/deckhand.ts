import type { GatewayAgent } from "@hawser/testkit";

const PACE_MS = 25;

/** The agent of the embedded gateway, without a model: it runs what the task's title has in backticks. */
export const deckhand: GatewayAgent = async function* work(message, context) {
  const title = /^Task: (?<title>.*)$/mu.exec(message)?.groups?.["title"] ?? "the task";
  const command = /`(?<command>[^`]+)`/u.exec(title)?.groups?.["command"] ?? "make all";
  yield { tool: { name: "read", args: { path: "README.md" }, result: "# Ropes" } };
  await context.sleep(PACE_MS);
  const result =
    (yield {
      tool: { name: "exec", args: { command }, result: "done, exit code 0", approval: true },
    }) ?? "";
  const reply = result.startsWith("Exec denied")
    ? `I was not allowed to run "${command}", and left everything as it was.`
    : `I ran "${command}": ${result}.`;
  for (const words of reply.match(/(?:\S+\s*){1,2}/gu) ?? []) {
    yield words;
    await context.sleep(PACE_MS);
  }
};
