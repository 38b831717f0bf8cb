import { shutdownSignal } from "@hawser/agent-runner/node";
import { answerRoom } from "./agent.js";
import { openPlaces, SettingError } from "./places.js";
import { roomDesk } from "./room-desk.js";

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof SettingError ? 2 : 1;
}

async function main(): Promise<void> {
  const places = await openPlaces(process.env);
  const { grupr, gateway, gruprId, hub } = places;
  const left = new AbortController();
  // The first SIGINT or SIGTERM lets the answer end that is being given, another one does not wait.
  const signal = AbortSignal.any([shutdownSignal(), left.signal]);
  const answering = answerRoom(grupr, gateway, gruprId, signal);
  try {
    if (hub) {
      const print = (line: string): void => void process.stdout.write(`${line}\n`);
      await Promise.race([answering, roomDesk({ hub, input: process.stdin, print, signal })]);
      left.abort();
    }
    await answering;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    left.abort();
    await answering.catch(() => undefined);
    await places.close();
  }
}
