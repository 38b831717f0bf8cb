import { shutdownSignal } from "@hawser/agent-runner/node";
import { playOnScreen } from "./script/play-on-screen.js";
import { serve } from "./serve.js";

// With a gateway named, the wires that are named with it; else everything, embedded, as a play.
const { env } = process;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

if (env["OPENCLAW_URL"]) {
  await serve({ env, signal: shutdownSignal(), say }).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
} else {
  process.exitCode = await playOnScreen();
}
