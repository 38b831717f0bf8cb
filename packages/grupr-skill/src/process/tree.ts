import type { ChildProcess } from "node:child_process";

/** How long a process has to end by itself before it is killed, ms. */
const GRACE_MS = 3000;

/**
 * Ends a child that leads a process group (`detached`), and everything it has started: first with
 * SIGTERM, then with SIGKILL. Resolves when the child is gone.
 */
export async function endTree(child: ChildProcess, graceMs: number = GRACE_MS): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once("exit", () => resolve());
  });
  signalGroup(child, "SIGTERM");
  const timer = setTimeout(() => signalGroup(child, "SIGKILL"), graceMs);
  await gone;
  clearTimeout(timer);
  // The leader may have left others behind.
  signalGroup(child, "SIGKILL");
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in it; on Windows there are no groups.
    child.kill(signal);
  }
}
