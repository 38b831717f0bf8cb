import { GatewayClient } from "@hawser/gateway-client";
import { startEmbedded } from "./embedded/embedded-gateway.js";

// The shortest way to an agent: one question, and its answer while it is written.
const { OPENCLAW_URL, OPENCLAW_TOKEN } = process.env;
const question = process.argv.slice(2).join(" ") || "hello";

const embedded = OPENCLAW_URL ? undefined : await startEmbedded(4);
const gateway = new GatewayClient({
  url: OPENCLAW_URL || (embedded?.url ?? ""),
  token: embedded?.token ?? OPENCLAW_TOKEN,
});
try {
  const run = gateway.chat.run({ sessionKey: "main", message: question });
  for await (const event of run) {
    if (event.type === "text") process.stdout.write(event.delta);
    // A line was lost, and what was shown so far with it: this is the reply now.
    if (event.type === "resync") process.stdout.write(`\n${event.text}`);
    if (event.type === "tool" && event.phase === "start") process.stdout.write(`[${event.name}]\n`);
  }
  const { status, error } = await run.result;
  process.stdout.write("\n");
  if (status !== "final") throw error ?? new Error("The reply was stopped.");
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await gateway.close();
  await embedded?.close();
}
