import type { ChildProcess } from "node:child_process";

/** How long a process has to end by itself before it is killed, ms. */
const GRACE_MS = 3000;

/** Windows has no process groups. */
export const leadsGroup: boolean = process.platform !== "win32";

/**
 * Ends a child that leads a process group (`detached: leadsGroup`), and everything it has started: first
 * with SIGTERM, then with SIGKILL. Resolves when the child is gone.
 */
export async function endTree(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once("exit", () => resolve());
  });
  signalTree(child, "SIGTERM");
  const timer = setTimeout(() => signalTree(child, "SIGKILL"), GRACE_MS);
  await gone;
  clearTimeout(timer);
  // The leader may have left others behind.
  signalTree(child, "SIGKILL");
}

function signalTree(child: ChildProcess, signal: NodeJS.Signals): void {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    if (leadsGroup) process.kill(-pid, signal);
    else child.kill(signal);
  } catch {
    // Nobody is left in it.
  }
}
